using Matinee.Bench.Sync.Recording;

namespace Matinee.Bench.Sync.Measuring;

/// <summary>The films of one run, brought to one clock.</summary>
internal sealed class Window(IReadOnlyList<Track> tracks, double act, double from, double until, double speed)
{
    private const double StepMs = 10;
    private const double TogetherMs = 20;
    private const double TogetherForMs = 1000;
    private const double CourseStepMs = 50;
    private const double CourseBeforeMs = 1000;

    /// <summary>Largest distance between two films, ms; null where one was not observed.</summary>
    public double? SkewAt(double at)
    {
        var (least, most) = (double.MaxValue, double.MinValue);
        foreach (var track in tracks)
        {
            if (track.PositionAt(at) is not { } position) return null;
            (least, most) = (Math.Min(least, position), Math.Max(most, position));
        }

        return (most - least) * 1000;
    }

    public (Spread Skew, double Coverage) Skew()
    {
        var moments = Moments(from, until, StepMs).Select(SkewAt).ToArray();
        return (Spread.Of(moments.OfType<double>()), (double)moments.Count(skew => skew is not null) / Math.Max(1, moments.Length));
    }

    /// <summary>Distance to the expected position; of the viewer with the largest p95.</summary>
    public Spread Absolute(Func<double, double?> expectedAt) => tracks
        .Select(track => Spread.Of(Moments(from, until, StepMs)
            .Select(at => Math.Abs((track.PositionAt(at) - expectedAt(at)) * 1000 ?? double.NaN))
            .Where(double.IsFinite)))
        .MaxBy(spread => spread.P95);

    /// <summary>NaN where they were not together for long enough before the window was over.</summary>
    public (double AfterAct, double AfterData) Together()
    {
        double? since = null;
        foreach (var at in Moments(act, until, StepMs))
        {
            // A moment that nobody saw is no evidence either way.
            if (SkewAt(at) is not { } skew) continue;
            if (skew > TogetherMs || !tracks.All(track => track.RunsAt(at))) since = null;
            else if (at - (since ??= at) >= TogetherForMs) break;
        }

        if (since is not { } together || until - together < TogetherForMs) return (double.NaN, double.NaN);
        var data = tracks.Max(track => track.LastWantOfData(act, together));
        return (together - act, Math.Max(0, together - data));
    }

    public int Count(string name, double since) => tracks.Sum(track => track.Events.Count(one => one.Name == name && one.At >= since && one.At <= until));

    public double MostRateOff() => tracks
        .SelectMany(track => track.Samples)
        .Where(sample => sample.At >= from && sample.At <= until)
        .Select(sample => Math.Abs((sample.Rate / speed) - 1))
        .DefaultIfEmpty(0)
        .Max();

    public IReadOnlyList<SkewPoint> Course() =>
    [
        .. from at in Moments(act - CourseBeforeMs, until, CourseStepMs)
           let skew = tracks.Count == 2 ? (tracks[1].PositionAt(at) - tracks[0].PositionAt(at)) * 1000 : SkewAt(at)
           where skew is not null
           select new SkewPoint((at - act) / 1000, skew.Value),
    ];

    private static IEnumerable<double> Moments(double from, double until, double step)
    {
        for (var at = from; at < until; at += step) yield return at;
    }
}
