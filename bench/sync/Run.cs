using Matinee.Bench.Sync.Browsers;
using Matinee.Bench.Sync.Measuring;
using Matinee.Bench.Sync.Network;
using Matinee.Bench.Sync.Recording;
using Matinee.Bench.Sync.Scenarios;
using Matinee.Bench.Sync.Stages;

namespace Matinee.Bench.Sync;

/// <summary>One run of a scenario: the film starts, something happens, everybody settles, and a window is watched.</summary>
internal sealed class Run(RunKey key, Scenario scenario, IStage stage, TimeSpan window, Lateness lateness)
{
    private static readonly TimeSpan PauseLimit = TimeSpan.FromSeconds(4);
    private const double SamePositionSeconds = 0.0005;

    public async Task<RunResult> MeasureAsync(int repeats)
    {
        for (var i = 0; i < scenario.EarlyViewers; i++) await stage.OpenNextAsync();
        await Until.AllAsync("data of everybody's film", stage.Viewers, viewer => viewer.IsReadyAsync());
        await stage.CalibrateBeforeAsync();

        var act = HarnessClock.Now;
        await stage.PlayAsync();
        await Until.AllAsync("everybody's film running", stage.Viewers, viewer => viewer.RunsAsync());
        if (scenario.Act is { } happen)
        {
            act = await happen(stage, new Random(key.Seed));
            await Until.AllAsync("everybody's film running after the act", stage.Viewers, viewer => viewer.RunsAsync());
        }

        await Task.Delay(scenario.Settling);
        await Together(stage.Viewers, viewer => viewer.Recorder.CalibrateBeforeAsync());
        lateness.Take();
        var (from, films, processor) = (HarnessClock.Now, await FilmsAsync(), await Processor.ReadAsync());
        await HarnessClock.UntilAsync(from + window.TotalMilliseconds);
        var (until, filmsAfter, busy) = (HarnessClock.Now, await FilmsAsync(), (await Processor.ReadAsync()).ShareSince(processor));
        var late = lateness.Take().P99;
        await Together(stage.Viewers, viewer => viewer.Recorder.CalibrateAfterAsync());
        await stage.CalibrateAfterAsync();

        var tracks = new List<Track>();
        foreach (var viewer in stage.Viewers) tracks.Add(await viewer.Recorder.TakeAsync());
        var seen = new Window(tracks, act, from, until, scenario.Speed);
        var (skew, coverage) = seen.Skew();
        var (afterAct, afterData) = seen.Together();
        return new RunResult
        {
            Key = key,
            Skew = skew,
            Coverage = coverage,
            TogetherAfterAct = afterAct,
            TogetherAfterData = afterData,
            SeeksSinceAct = seen.Count("seeking", act),
            SeeksInWindow = seen.Count("seeking", from),
            RateChanges = seen.Count("ratechange", from),
            MostRateOff = seen.MostRateOff(),
            Dropped = films.Zip(filmsAfter, DroppedBetween).Max(),
            SamePause = await StandsAloneAsync(),
            Absolute = seen.Absolute(stage.ExpectedAt),
            Busy = busy,
            ClockResidual = stage.Viewers.Max(viewer => viewer.Recorder.Clock.Residual),
            ProxyLate = late,
            Repeats = repeats,
            Course = seen.Course(),
        };
    }

    private static double DroppedBetween(FilmState before, FilmState after) =>
        after.Frames > before.Frames ? (after.Dropped - before.Dropped) / (double)(after.Frames - before.Frames) : double.NaN;

    private static Task Together(IEnumerable<Viewer> viewers, Func<Viewer, Task> act) => Task.WhenAll(viewers.Select(act));

    private async Task<FilmState[]> FilmsAsync()
    {
        var films = await Task.WhenAll(stage.Viewers.Select(viewer => viewer.Recorder.FilmAsync()));
        return [.. films.Select(film => film ?? throw new InvalidOperationException("A page lost its film."))];
    }

    /// <summary>Pauses; true when all stand on the same position, show the same frame, and the pictures are equal.</summary>
    private async Task<bool> StandsAloneAsync()
    {
        await stage.PauseAsync();
        try
        {
            await Until.TrueAsync("the same frame on all screens", PauseLimit, AllAreAtOneFrameAsync);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> AllAreAtOneFrameAsync()
    {
        var films = await FilmsAsync();
        if (!films.All(film => film.Stands)) return false;
        if (films.Max(film => film.Position) - films.Min(film => film.Position) > SamePositionSeconds) return false;
        if (films.DistinctBy(film => film.Shown).Count() > 1) return false;
        var pictures = await Task.WhenAll(stage.Viewers.Select(viewer => viewer.Recorder.PictureAsync()));
        return pictures.Distinct().Count() == 1;
    }
}
