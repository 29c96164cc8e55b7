using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

/// <summary>Files that were made to hurt whoever opens them. Each ends in a sentence, within limits.</summary>
public sealed class HostileFilmTests(LongClips clips)
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
    public async Task A_picture_of_many_thousand_pixels_across_is_refused()
    {
        // A JPEG says its size in its own header, at most 65535 each way: 4 GiB for the brightness alone.
        var film = await File.ReadAllBytesAsync(clips.MotionJpeg, Ct);
        var patched = 0;
        for (var at = 0; film.AsSpan(at).IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0, 0x00, 0x11, 0x08]) is var found and >= 0; patched++)
        {
            at += found + 5;
            film.AsSpan(at, 4).Fill(0xFF);
        }

        Assert.True(patched > 0);
        Assert.NotNull((await InspectAsync(film)).Fault);
    }

    [Fact]
    public async Task Ten_thousand_tracks_are_refused()
    {
        var film = await File.ReadAllBytesAsync(clips.Hevc, Ct);

        // Tracks of Matroska, the element's second mention: the first is in the list of where things are.
        ReadOnlySpan<byte> id = [0x16, 0x54, 0xAE, 0x6B];
        var first = film.AsSpan().IndexOf(id) + id.Length;
        var tracks = film.AsSpan(first).IndexOf(id) + first;
        byte[] track = [0xAE, 0x8D, 0xD7, 0x81, 0x01, 0x83, 0x81, 0x02, 0x86, 0x85, (byte)'A', (byte)'_', (byte)'A', (byte)'A', (byte)'C'];
        var size = track.Length * 10_000;
        using var many = new MemoryStream();
        many.Write(film.AsSpan(0, tracks));
        many.Write([.. id, 0x10, (byte)(size >> 16), (byte)(size >> 8), (byte)size]);
        for (var number = 0; number < 10_000; number++) many.Write(track);
        many.Write(film.AsSpan(tracks));

        Assert.NotNull((await InspectAsync(many.ToArray())).Fault);
    }

    [Fact]
    public async Task A_header_that_promises_years_is_refused()
    {
        var film = await File.ReadAllBytesAsync(clips.H264, Ct);
        foreach (var (box, at) in ((string, int)[])[("mvhd", 20), ("mdhd", 20)])
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

    [Theory]
    [InlineData("dvd.mpg")]
    [InlineData("windows.wmv")]
    [InlineData("flash.flv")]
    [InlineData("free.ogv")]
    public async Task Damage_to_old_kinds_of_film_ends_in_a_sentence_or_a_film(string name)
    {
        var film = await File.ReadAllBytesAsync(clips.Old(name), Ct);
        var random = new Random(11);
        for (var hit = 0; hit < 200; hit++) film[random.Next(film.Length)] = (byte)random.Next(256);

        var found = await InspectAsync(film);

        Assert.True(found.Fault is not null || found.Facts is not null);
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

    private async Task<Inspection> InspectAsync(byte[] film)
    {
        var path = clips.NewPath("hostile");
        await File.WriteAllBytesAsync(path, film, Ct);
        return await new FilmInspector(new MediaTools(new MediaOptions())).InspectAsync(path, clips.NewPath("hostile.jpg"), Ct);
    }
}
