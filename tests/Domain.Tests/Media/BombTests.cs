using System.IO.Compression;
using System.Text;
using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

/// <summary>Files that are far larger inside than outside. Each ends in a sentence, and no program grows beyond its bounds for it.</summary>
public sealed class BombTests(LongClips clips)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)] // Of the frames.
    [InlineData(2)] // Of the decoder's private data.
    public async Task A_matroska_track_that_inflates_to_gigabytes_is_refused(int scope)
    {
        var bomb = Deflated(300 << 20);
        var entry = Element(0xAE,
        [
            .. Element(0xD7, [1]), .. Element(0x73C5, [1]), .. Element(0x83, [1]), .. Element(0x86, "V_MPEG4/ISO/AVC"u8),
            .. Element(0x63A2, scope == 2 ? bomb : [1, 100, 0, 31, 255, 224, 0]),
            .. Element(0x6D80, Element(0x6240, [.. Element(0x5032, [(byte)scope]), .. Element(0x5034, Element(0x4254, [0]))])),
            .. Element(0xE0, [.. Element(0xB0, [0x01, 0x40]), .. Element(0xBA, [0xB4])]),
        ]);
        byte[] film =
        [
            .. Element(0x1A45DFA3, Element(0x4282, "matroska"u8)),
            .. Element(0x18538067,
            [
                .. Element(0x1549A966, [.. Element(0x2AD7B1, [0x0F, 0x42, 0x40]), .. Element(0x4489, [0x45, 0x7A, 0x00, 0x00])]),
                .. Element(0x1654AE6B, entry),
                .. Element(0x1F43B675, [.. Element(0xE7, [0]), .. Element(0xA3, [0x81, 0, 0, 0x80, .. scope == 1 ? bomb : [0, 0, 0, 1]])]),
            ]),
        ];

        Assert.InRange(film.Length, 100_000, 4_000_000);
        Assert.NotNull((await InspectAsync(film)).Fault);
    }

    [Theory]
    [InlineData(100_000, 100_000)]
    [InlineData(50_000, 50_000)]
    [InlineData(0x7FFFFFFF, 0x7FFFFFFF)]
    public async Task A_picture_of_any_size_is_no_film(int width, int height)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk("IHDR", [.. BigEndian(width), .. BigEndian(height), 8, 2, 0, 0, 0]);
        Chunk("IDAT", Deflated(50 << 20));
        Chunk("IEND", []);

        Assert.Contains("not a film", (await InspectAsync(png.ToArray())).Fault);

        void Chunk(string type, byte[] content)
        {
            byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
            png.Write(BigEndian(content.Length));
            png.Write(body);
            png.Write(BigEndian((int)Crc(body)));
        }
    }

    [Fact]
    public async Task A_film_whose_pictures_grow_to_the_largest_that_its_format_knows_is_refused()
    {
        var film = await File.ReadAllBytesAsync(Vp8(), Ct);

        // The start code of a key picture, then fourteen bits for each side.
        var patched = 0;
        for (var at = 0; film.AsSpan(at).IndexOf((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]) is var found and >= 0; patched++)
        {
            at += found + 3;
            ((ReadOnlySpan<byte>)[0xFF, 0x3F, 0xFF, 0x3F]).CopyTo(film.AsSpan(at));
        }

        Assert.True(patched > 0);
        Assert.NotNull((await InspectAsync(film)).Fault);
    }

    private string Vp8()
    {
        var path = clips.NewPath("vp8.webm");
        if (!File.Exists(path)) LongClips.Output("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=2", "-c:v", "libvpx", "-deadline", "realtime", path);
        return path;
    }

    private async Task<Inspection> InspectAsync(byte[] film)
    {
        var (path, poster) = (clips.NewPath("bomb"), clips.NewPath("bomb.jpg"));
        await File.WriteAllBytesAsync(path, film, Ct);
        var found = await new FilmInspector(new MediaTools(new MediaOptions())).InspectAsync(path, poster, Ct);
        Assert.False(File.Exists(poster));
        return found;
    }

    /// <summary>An element of EBML with eight bytes for its length.</summary>
    private static byte[] Element(uint id, ReadOnlySpan<byte> content)
    {
        var bytes = BigEndian((int)id).AsSpan();
        return [.. bytes.TrimStart((byte)0), 0x01, 0, 0, 0, .. BigEndian(content.Length), .. content];
    }

    private static byte[] Deflated(int zeros)
    {
        using var all = new MemoryStream();
        using (var zlib = new ZLibStream(all, CompressionLevel.Fastest))
        {
            var part = new byte[1 << 20];
            for (var written = 0; written < zeros; written += part.Length) zlib.Write(part);
        }

        return all.ToArray();
    }

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320u;
        }

        return ~crc;
    }
}
