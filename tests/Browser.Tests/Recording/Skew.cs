using System.Globalization;

namespace Matinee.Browser.Tests.Recording;

/// <summary>How far apart two films were at the same moments, milliseconds.</summary>
/// <param name="Coverage">The part of the window in which both ran and were observed, 0 to 1.</param>
internal sealed record Skew(double P50, double P95, double P99, double Max, double Coverage)
{
    private const double StepMs = 10;

    public static Skew Between(FilmTrack one, FilmTrack other)
    {
        var (from, to) = (Math.Max(one.Start, other.Start), Math.Min(one.End, other.End));
        var moments = 0;
        var apart = new List<double>();
        for (var at = from; at < to; at += StepMs, moments++)
        {
            if (one.PositionAt(at) is { } here && other.PositionAt(at) is { } there) apart.Add(Math.Abs(here - there) * 1000);
        }

        if (apart.Count == 0) throw new InvalidOperationException("The two films never ran at the same time.");
        apart.Sort();
        return new Skew(Quantile(apart, 0.5), Quantile(apart, 0.95), Quantile(apart, 0.99), apart[^1], (double)apart.Count / moments);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"p50 {P50:F1}  p95 {P95:F1}  p99 {P99:F1}  max {Max:F1} ms  (observed {Coverage:P0})");

    private static double Quantile(List<double> sorted, double part) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];
}
