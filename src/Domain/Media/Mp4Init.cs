using System.Buffers.Binary;
using System.Globalization;

namespace Matinee.Domain.Media;

/// <summary>What the init segment of a rendition says: one track, H.264 or AAC.</summary>
/// <param name="Timescale">Ticks a second.</param>
/// <param name="Codecs">As RFC 6381 has it: <c>avc1.64001F</c>, <c>mp4a.40.2</c>.</param>
/// <param name="SampleRate">Zero for pictures.</param>
internal sealed record Mp4Init(uint Timescale, string Codecs, int Width, int Height, int Channels, int SampleRate)
{
    // Sizes of the fixed part of a sample entry, ISO/IEC 14496-12 8.5.2 and 12.
    private const int PictureEntryBytes = 78;
    private const int SoundEntryBytes = 28;

    // Of ISO/IEC 14496-1 7.2.6: descriptors within esds.
    private const byte DecoderConfigTag = 0x04;
    private const byte DecoderSpecificTag = 0x05;

    /// <summary>Of pictures: how wide a sample is shown for its height.</summary>
    public string SampleAspect { get; init; } = "1:1";

    /// <exception cref="InvalidDataException">It is no such segment.</exception>
    public static Mp4Init Read(ReadOnlySpan<byte> bytes)
    {
        var media = Mp4Boxes.Find(bytes, "moov/trak/mdia");
        var header = Mp4Boxes.Find(media, "mdhd");
        var samples = Mp4Boxes.Find(media, "minf/stbl/stsd");
        if (header.Length < 24 || samples.Length < 8) throw Broken("there is no track in it");
        var timescale = BinaryPrimitives.ReadUInt32BigEndian(header[(header[0] == 1 ? 20 : 12)..]);
        if (timescale == 0) throw Broken("its timescale is zero");
        var entries = new Mp4Boxes(samples[8..]);
        if (!entries.Next()) throw Broken("it has no sample entry");
        if (entries.Is("avc1") && entries.Content.Length > PictureEntryBytes) return Picture(timescale, entries.Content);
        if (entries.Is("mp4a") && entries.Content.Length > SoundEntryBytes) return Sound(timescale, entries.Content);
        throw Broken("its codec is neither H.264 nor AAC");
    }

    private static Mp4Init Picture(uint timescale, ReadOnlySpan<byte> entry)
    {
        var configuration = Mp4Boxes.Find(entry[PictureEntryBytes..], "avcC");
        if (configuration.Length < 4) throw Broken("it has no avcC");
        var width = BinaryPrimitives.ReadUInt16BigEndian(entry[24..]);
        var height = BinaryPrimitives.ReadUInt16BigEndian(entry[26..]);
        var spacing = Mp4Boxes.Find(entry[PictureEntryBytes..], "pasp");
        return new Mp4Init(timescale, "avc1." + Convert.ToHexString(configuration[1..4]), width, height, Channels: 0, SampleRate: 0)
        {
            SampleAspect = spacing.Length >= 8 ? Aspect(BinaryPrimitives.ReadUInt32BigEndian(spacing), BinaryPrimitives.ReadUInt32BigEndian(spacing[4..])) : "1:1",
        };
    }

    private static string Aspect(uint across, uint down) =>
        across == 0 || down == 0 ? "1:1" : string.Create(CultureInfo.InvariantCulture, $"{across}:{down}");

    private static Mp4Init Sound(uint timescale, ReadOnlySpan<byte> entry)
    {
        var descriptors = Mp4Boxes.Find(entry[SoundEntryBytes..], "esds");
        var channels = BinaryPrimitives.ReadUInt16BigEndian(entry[16..]);
        var rate = BinaryPrimitives.ReadUInt32BigEndian(entry[24..]) >> 16;
        var codecs = string.Create(CultureInfo.InvariantCulture, $"mp4a.40.{ObjectType(descriptors)}");
        return new Mp4Init(timescale, codecs, Width: 0, Height: 0, channels, (int)rate);
    }

    /// <summary>The audio object type, the first five bits of the decoder's own configuration (ISO/IEC 14496-3 1.6.2.1).</summary>
    private static int ObjectType(ReadOnlySpan<byte> esds)
    {
        // Version and flags; then ES_Descriptor with its id and flags, of which ours sets none.
        var rest = esds.Length > 4 ? Descriptor(esds[4..], out _) : [];
        rest = rest.Length > 3 ? rest[3..] : [];
        var configuration = Descriptor(rest, out var tag);
        if (tag != DecoderConfigTag || configuration.Length <= 13) throw Broken("its esds cannot be read");
        var specific = Descriptor(configuration[13..], out tag);
        if (tag != DecoderSpecificTag || specific.Length < 1) throw Broken("its esds has no configuration");
        return specific[0] >> 3;
    }

    /// <summary>The content of the descriptor that the bytes begin with; its length takes one to four bytes of seven bits.</summary>
    private static ReadOnlySpan<byte> Descriptor(ReadOnlySpan<byte> bytes, out byte tag)
    {
        tag = bytes.Length > 0 ? bytes[0] : (byte)0;
        var length = 0;
        for (var at = 1; at < Math.Min(bytes.Length, 5); at++)
        {
            length = (length << 7) | (bytes[at] & 0x7F);
            if ((bytes[at] & 0x80) == 0) return bytes[(at + 1)..Math.Min(bytes.Length, at + 1 + length)];
        }

        return [];
    }

    private static InvalidDataException Broken(string why) => new($"This is no init segment: {why}.");
}
