using Matinee.Bench.Sync.Browsers;
using Matinee.Bench.Sync.Network;
using Matinee.Bench.Sync.Recording;
using Matinee.Bench.Sync.Stages;

namespace Matinee.Bench.Sync.Scenarios;

/// <summary>What happens in a scenario, to the second viewer where it happens to one. Each answers when it was over.</summary>
internal static class Acts
{
    /// <summary>So much faster than it plays does a paced film arrive: enough to start, too little to fill minutes of buffer.</summary>
    private const double Pace = 1.3;

    /// <summary>By so much a player may bend the room's speed.</summary>
    private const double NudgeAtMost = 0.1;

    private static readonly TimeSpan Undisturbed = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Freeze = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Starve = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Storm = TimeSpan.FromSeconds(5);

    public static NetworkPath Paced(NetworkPath path) => path with { FilmBytesPerSecond = FilmFile.BytesPerSecond * Pace };

    public static async Task<double> JoinAsync(IStage stage, Random random)
    {
        await Task.Delay(Undisturbed);
        var from = HarnessClock.Now;
        await stage.OpenNextAsync();
        return from;
    }

    public static async Task<double> PlayAgainAsync(IStage stage, Random random)
    {
        await Task.Delay(TimeSpan.FromSeconds(1 + random.NextDouble()));
        await stage.PauseAsync();
        await Until.AllAsync("everybody's film paused", stage.Viewers, viewer => viewer.StandsAsync());
        await Task.Delay(TimeSpan.FromSeconds(0.5 + random.NextDouble()));
        var from = HarnessClock.Now;
        await stage.PlayAsync();
        await Until.AllAsync("everybody's film running again", stage.Viewers, viewer => viewer.RunsAsync());
        return from;
    }

    public static async Task<double> SeekAsync(IStage stage, Random random)
    {
        await Task.Delay(TimeSpan.FromSeconds(1 + random.NextDouble()));
        var to = 60 + (60 * random.NextDouble());
        var from = HarnessClock.Now;
        await stage.SeekAsync(to);
        await Until.AllAsync(
            "everybody's film at the new place", stage.Viewers, async viewer => await viewer.Recorder.FilmAsync() is { } film && film.Position >= to - 0.5);
        return from;
    }

    public static async Task<double> FasterAsync(IStage stage, double speed)
    {
        await Task.Delay(Undisturbed);
        var from = HarnessClock.Now;
        await stage.SetSpeedAsync(speed);
        await Until.AllAsync(
            "everybody's film at the new speed", stage.Viewers,
            async viewer => await viewer.Recorder.FilmAsync() is { } film && Math.Abs(film.Rate - speed) < speed * NudgeAtMost);
        return from;
    }

    public static async Task<double> StormAsync(IStage stage, Random random)
    {
        var end = HarnessClock.Now + Storm.TotalMilliseconds;
        while (HarnessClock.Now < end)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100 + (600 * random.NextDouble())));
            if (random.NextDouble() < 0.5) await stage.SeekAsync(20 + (90 * random.NextDouble()));
            else if (await stage.IsPlayingAsync()) await stage.PauseAsync();
            else await stage.PlayAsync();
        }

        // What is still under way comes first; then the last word is a play.
        await Task.Delay(TimeSpan.FromSeconds(1));
        var from = HarnessClock.Now;
        if (!await stage.IsPlayingAsync()) await stage.PlayAsync();
        await Until.AllAsync("everybody's film running after the storm", stage.Viewers, viewer => viewer.RunsAsync());
        return from;
    }

    public static async Task<double> FreezeAsync(IStage stage, Random random)
    {
        await Task.Delay(Undisturbed + Undisturbed);
        await stage.Viewers[1].Chromium.FreezeAsync(Freeze);
        return HarnessClock.Now;
    }

    public static async Task<double> StarveAsync(IStage stage, Random random)
    {
        var viewer = stage.Viewers[1];
        await Task.Delay(Undisturbed);
        await viewer.Network.HoldFilmAsync();
        await Until.TrueAsync("the film running dry", async () => !await viewer.IsReadyAsync());
        await Task.Delay(Starve);
        await viewer.Network.ReleaseFilmAsync();
        var from = HarnessClock.Now;
        await Until.AllAsync("everybody's film running again", stage.Viewers, one => one.RunsAsync());
        return from;
    }

    public static async Task<double> HideAsync(IStage stage, Random random)
    {
        await Task.Delay(Undisturbed);
        await stage.Viewers[1].LookAwayAsync(Away);
        return HarnessClock.Now;
    }
}
