using Matinee.Bench.Sync.Browsers;
using Matinee.Bench.Sync.Recording;

namespace Matinee.Bench.Sync.Measuring;

/// <summary>
/// What the harness itself sees where there is nothing to see: two browsers each play the film from beside them at rate 1 and
/// nobody corrects anything. All milliseconds.
/// </summary>
/// <param name="Position">Distance of one film's recorded positions from a straight line.</param>
/// <param name="Skew">Distance of the two films' recorded difference from its mean.</param>
/// <param name="ClockResidual">Disagreement of the clocks' calibrations before and after.</param>
/// <param name="ClockUncertainty">Half the shortest round trip of a calibration.</param>
/// <param name="Dropped">Share of frames that were not shown, with nobody controlling anything.</param>
internal sealed record NoiseFloor(Spread Position, Spread Skew, double ClockResidual, double ClockUncertainty, double Dropped)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);

    /// <param name="address">A page with the film that nobody controls, without a proxy.</param>
    public static async Task<NoiseFloor> MeasureAsync(Fleet fleet, string address)
    {
        var pages = new List<IPage>();
        for (var i = 0; i < 2; i++) pages.Add(await OpenAsync(await fleet.GetAsync(i), address));
        var recorders = pages.ConvertAll(page => new Recorder(page));
        await Until.AllAsync("data of the film", recorders, async one => await one.FilmAsync() is { CanGoOn: true });
        await Task.WhenAll(pages.Select(page => page.EvaluateAsync("document.querySelector('video').play()")));
        await Task.Delay(WarmUp);
        await Task.WhenAll(recorders.Select(one => one.CalibrateBeforeAsync()));
        var (from, films) = (HarnessClock.Now, await Task.WhenAll(recorders.Select(one => one.FilmAsync())));
        await Task.Delay(Watched);
        var (until, filmsAfter) = (HarnessClock.Now, await Task.WhenAll(recorders.Select(one => one.FilmAsync())));
        await Task.WhenAll(recorders.Select(one => one.CalibrateAfterAsync()));
        var tracks = await Task.WhenAll(recorders.Select(one => one.TakeAsync()));
        foreach (var page in pages) await page.Context.CloseAsync();

        var moments = Enumerable.Range(0, (int)(until - from) / 10).Select(i => from + (i * 10)).ToArray();
        var differences = moments.Select(at => (tracks[1].PositionAt(at) - tracks[0].PositionAt(at)) * 1000).OfType<double>().ToArray();
        return new NoiseFloor(
            Spread.Of(tracks.SelectMany(track => FromLine([.. track.Samples.Where(sample => sample.At >= from && sample.At <= until)]))),
            Spread.Of(differences.Select(difference => Math.Abs(difference - differences.Average()))),
            recorders.Max(one => one.Clock.Residual),
            recorders.Max(one => one.Clock.Uncertainty),
            films.Zip(filmsAfter, (before, after) => (after!.Dropped - before!.Dropped) / (double)Math.Max(1, after.Frames - before.Frames)).Max());
    }

    private static async Task<IPage> OpenAsync(Chromium chromium, string address)
    {
        var context = await chromium.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 800, Height = 600 } });
        await context.AddInitScriptAsync(Recorder.Script());
        var page = await context.NewPageAsync();
        await page.GotoAsync(address);
        return page;
    }

    /// <summary>Distances from the line of least squares, ms.</summary>
    private static IEnumerable<double> FromLine(Sample[] samples)
    {
        var (at, position) = (samples.Average(sample => sample.At), samples.Average(sample => sample.Position));
        var slope = samples.Sum(sample => (sample.At - at) * (sample.Position - position)) / samples.Sum(sample => (sample.At - at) * (sample.At - at));
        return samples.Select(sample => Math.Abs(sample.Position - position - (slope * (sample.At - at))) * 1000);
    }
}
