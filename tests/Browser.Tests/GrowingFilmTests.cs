using Matinee.Browser.Tests.Fixture;

namespace Matinee.Browser.Tests;

/// <summary>A film that no browser plays as it is, watched while it is still being encoded.</summary>
public sealed class GrowingFilmTests
{
    private const double Length = 42;

    [Fact]
    public async Task A_film_is_watched_over_the_end_of_what_was_there_at_first_to_its_own_end()
    {
        await using var server = await BuiltServer.StartAsync(connectionString: null, 360);
        await using var ana = await Viewer.OpenAsync("Ana", server, seed: 1);
        await ana.SignUpAsync();
        await ana.UploadAsync(await MakeFilmAsync());
        await ana.StartPartyAsync();
        await ana.StartFilmAsync();

        await Eventually.BecomesTrueAsync(async () => await ana.PositionAsync() > 0.5, "the beginning");
        var atFirst = await DurationAsync(ana);
        Assert.InRange(atFirst, 4, Length - 4);
        await GrowsAsync(ana, atFirst);
        await Eventually.BecomesTrueAsync(async () => await ana.PositionAsync() > atFirst + 1, $"the film beyond {atFirst} s: {await ana.DescribeFilmAsync()}");
        for (var there = atFirst; there < Length - 0.5; there = await DurationAsync(ana)) await GrowsAsync(ana, there);

        // What lies between is played elsewhere; here it would only take its time.
        while (await ana.PositionAsync() < Length - 12) await SkipAsync(ana);
        await Eventually.BecomesTrueAsync(async () => await ana.PositionAsync() > Length - 0.5, "the end");

        Assert.Empty(ana.Errors);
        Assert.Empty(server.Complaints);
    }

    private static Task GrowsAsync(Viewer viewer, double from) =>
        Eventually.BecomesTrueAsync(async () => await DurationAsync(viewer) > from, $"more of the film on the seek bar than {from} s");

    private static async Task SkipAsync(Viewer viewer)
    {
        var before = await viewer.PositionAsync();
        await viewer.SeekForwardAsync();
        await Eventually.BecomesTrueAsync(async () => await viewer.PositionAsync() > before + 4, "the film further on");
    }

    /// <summary>As the seek bar has it.</summary>
    private static Task<double> DurationAsync(Viewer viewer) => viewer.Film.EvaluateAsync<double>("video => video.duration");

    /// <summary>Costly enough to decode that its smallest size is not there at once.</summary>
    private static async Task<string> MakeFilmAsync()
    {
        var (reel, film) = (Clips.NewFile("growing-reel.mkv"), Clips.NewFile("growing.mkv"));
        await Clips.RunAsync(
            "-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=50:duration=3", "-f", "lavfi", "-i", "sine=frequency=440:duration=3:sample_rate=48000",
            "-vf", "noise=alls=12:allf=t", "-c:v", "libx265", "-preset", "ultrafast", "-b:v", "12M", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p", "-c:a", "ac3", reel);
        await Clips.RunAsync("-stream_loop", "13", "-i", reel, "-c", "copy", film);
        return film;
    }
}
