using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

/// <summary>Files that were made to hurt whoever opens them. Each ends in a sentence, within limits.</summary>
public sealed class HostileFilmTests(LongClips clips) : IClassFixture<LongClips>
{
    private static readonly ToolLimits Limits = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20), 0) { IsLong = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://127.0.0.1:1/secret\n#EXT-X-ENDLIST\n")]
    [InlineData("ffconcat version 1.0\nfile '/etc/passwd'\n")]
    [InlineData("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"file:///etc/passwd\"/></svg>")]
    [InlineData("\u0089PNG\r\n\u001A\n")]
    [InlineData("RIFF\u00ff\u00ff\u00ff\u007fAVI LIST")]
    public async Task Disguises_are_seen_through(string content)
    {
        var found = await InspectAsync(System.Text.Encoding.Latin1.GetBytes(content));

        Assert.Contains("not a film", found.Fault);
    }

    [Fact]
    public async Task A_picture_of_a_hundred_thousand_pixels_across_is_refused()
    {
        var film = await File.ReadAllBytesAsync(clips.H264, Ct);
        var entry = film.AsSpan().IndexOf("avc1\0\0\0\0\0\0"u8);
        foreach (var at in (int[])[entry + 28, entry + 30]) film.AsSpan(at, 2).Fill(0xFF);
        PatchTrackHeader(film, 100_000);

        Assert.NotNull((await InspectAsync(film)).Fault);
    }

    [Fact]
    public async Task Ten_thousand_tracks_are_refused()
    {
        var film = await File.ReadAllBytesAsync(clips.Hevc, Ct);

        // One of Matroska's track entries, again and again.
        var tracks = film.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x16, 0x54, 0xAE, 0x6B]);
        var entry = film.AsSpan(tracks).IndexOf((byte)0xAE) + tracks;
        using var many = new MemoryStream();
        many.Write(film.AsSpan(0, tracks));
        byte[] track = [0xAE, 0x8C, 0xD7, 0x81, 0x01, 0x83, 0x81, 0x02, 0x86, 0x85, (byte)'A', (byte)'_', (byte)'A', (byte)'A', (byte)'C'];
        track[1] = (byte)(0x80 | (track.Length - 2));
        var size = track.Length * 10_000;
        many.Write([0x16, 0x54, 0xAE, 0x6B, 0x10, (byte)(size >> 16), (byte)(size >> 8), (byte)size]);
        for (var number = 0; number < 10_000; number++) many.Write(track);
        many.Write(film.AsSpan(entry));

        Assert.NotNull((await InspectAsync(many.ToArray())).Fault);
    }

    [Fact]
    public async Task A_header_that_promises_years_is_refused()
    {
        var film = await File.ReadAllBytesAsync(clips.H264, Ct);
        foreach (var (box, at) in (( string, int)[])[("mvhd", 20), ("mdhd", 20)])
        {
            var position = film.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(box)) + at;
            film.AsSpan(position, 4).Fill(0x7F);
        }

        Assert.NotNull((await InspectAsync(film)).Fault);
    }

    [Fact]
    public async Task Damage_anywhere_ends_in_a_sentence_or_a_film()
    {
        var film = await File.ReadAllBytesAsync(clips.H264, Ct);
        var random = new Random(7);
        for (var round = 0; round < 12; round++)
        {
            var damaged = film.ToArray();
            for (var hit = 0; hit < 40; hit++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);

            var found = await InspectAsync(damaged);

            Assert.True(found.Fault is not null || found.Facts is not null);
        }
    }

    [Fact]
    public async Task An_encode_reaches_neither_network_nor_other_files_and_writes_no_more_than_it_may()
    {
        var tools = new MediaTools(new MediaOptions { Ffmpeg = "/bin/sh" });
        var large = clips.NewPath("large");

        var result = await tools.EncodeAsync(["-c", $"head -c 5000000 /dev/zero > {large}"], Limits with { MostFileBytes = 1_000_000 }, _ => Task.CompletedTask, Ct);
        var network = clips.NewPath("network");
        await tools.EncodeAsync(["-c", $"while read -r line; do echo \"$line\"; done < /proc/net/dev > {network}"], Limits, _ => Task.CompletedTask, Ct);

        Assert.NotEqual(ToolEnd.Success, result.End);
        Assert.InRange(new FileInfo(large).Length, 0, 1_000_000);
        var devices = (await File.ReadAllLinesAsync(network, Ct)).Skip(2).Select(line => line.Split(':')[0].Trim());
        if (Fence.Around("sh", Limits).ArgumentList.Contains("--net")) Assert.Equal(["lo"], devices);
    }

    [Fact]
    public async Task An_encode_ends_when_the_server_that_wants_it_is_gone()
    {
        // What the kernel does to the pipe when a server is killed is what closing it does.
        var start = Fence.Around("sh", Limits);
        foreach (var argument in (string[])["-c", "exec sleep 1000"]) start.ArgumentList.Add(argument);
        using var process = System.Diagnostics.Process.Start(start)!;

        process.StandardInput.Close();

        await process.WaitForExitAsync(Ct).WaitAsync(Eventually.Limit, Ct);
        Assert.NotEqual(0, process.ExitCode);
    }

    [Fact]
    public async Task An_encode_without_progress_is_killed()
    {
        var tools = new MediaTools(new MediaOptions { Ffmpeg = "/bin/sh" });

        var result = await tools.EncodeAsync(
            ["-c", "while :; do echo out_time_us=5; sleep 0.05; done"], Limits with { Wall = TimeSpan.FromMilliseconds(300) }, _ => Task.CompletedTask, Ct);

        Assert.Equal(ToolEnd.TookTooLong, result.End);
    }

    /// <summary>Width and height of the track, 16.16 at the end of tkhd.</summary>
    private static void PatchTrackHeader(byte[] film, int pixels)
    {
        var header = film.AsSpan().IndexOf("tkhd"u8);
        for (var at = header + 80; at < header + 88; at += 4)
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(film.AsSpan(at), (uint)Math.Min(pixels, 65535) << 16);
    }

    private async Task<Inspection> InspectAsync(byte[] film)
    {
        var path = clips.NewPath("hostile");
        await File.WriteAllBytesAsync(path, film, Ct);
        return await new FilmInspector(new MediaTools(new MediaOptions())).InspectAsync(path, clips.NewPath("hostile.jpg"), Ct);
    }
}
