namespace Matinee.Browser.Tests.Recording;

/// <param name="At">Milliseconds of the harness's clock.</param>
/// <param name="Position">Seconds in the film.</param>
/// <param name="Runs">Neither paused nor seeking.</param>
internal readonly record struct FilmSample(double At, double Position, bool Runs);

/// <summary>What one browser's film did, frame by frame.</summary>
internal sealed class FilmTrack(IReadOnlyList<FilmSample> samples)
{
    /// <summary>Milliseconds. Between samples further apart than this nobody knows what the film did.</summary>
    private const double LongestGap = 100;

    public double Start => samples.Count == 0 ? 0 : samples[0].At;

    public double End => samples.Count == 0 ? 0 : samples[^1].At;

    public FilmSample Last => samples[^1];

    /// <summary>Seconds of film in a second, over all of it.</summary>
    public double Speed => (Last.Position - samples[0].Position) * 1000 / (End - Start);

    /// <summary>Null where the film did not run or was not observed.</summary>
    public double? PositionAt(double at)
    {
        var next = FirstAtOrAfter(at);
        if (next == 0 || next == samples.Count) return null;
        var (before, after) = (samples[next - 1], samples[next]);
        if (!before.Runs || !after.Runs || after.At - before.At > LongestGap) return null;
        return before.Position + ((after.Position - before.Position) * (at - before.At) / (after.At - before.At));
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
