namespace Matinee.Bench.Sync.Recording;

/// <param name="At">Milliseconds of the harness's clock.</param>
/// <param name="Position">Seconds in the film.</param>
/// <param name="Runs">Neither paused nor seeking.</param>
/// <param name="HasData">The film could go on from where it is.</param>
internal readonly record struct Sample(double At, double Position, bool Runs, double Rate, bool HasData);

internal readonly record struct FilmEvent(double At, string Name, double Rate);

/// <summary>What one browser's film did, frame by frame.</summary>
internal sealed class Track(IReadOnlyList<Sample> samples, IReadOnlyList<FilmEvent> events)
{
    /// <summary>Milliseconds. Between samples further apart than this nobody knows what the film did.</summary>
    private const double LongestGap = 100;

    public IReadOnlyList<FilmEvent> Events => events;

    public IReadOnlyList<Sample> Samples => samples;

    /// <summary>Where the film stood, running or not; null where it was not observed.</summary>
    public double? PositionAt(double at) => Around(at) is (var before, var after)
        ? before.Position + ((after.Position - before.Position) * (at - before.At) / (after.At - before.At))
        : null;

    public bool RunsAt(double at) => Around(at) is (var before, var after) && before.Runs && after.Runs;

    /// <summary>The last moment before <paramref name="until"/> at which the film could not go on; <paramref name="from"/> where there is none.</summary>
    public double LastWantOfData(double from, double until)
    {
        var last = from;
        foreach (var sample in samples)
        {
            if (sample.At > until) break;
            if (sample.At >= from && !sample.HasData) last = sample.At;
        }

        return last;
    }

    private (Sample Before, Sample After)? Around(double at)
    {
        var next = FirstAtOrAfter(at);
        if (next == 0 || next == samples.Count) return null;
        var (before, after) = (samples[next - 1], samples[next]);
        return after.At - before.At > LongestGap ? null : (before, after);
    }

    private int FirstAtOrAfter(double at)
    {
        var (low, high) = (0, samples.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (samples[middle].At < at) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
