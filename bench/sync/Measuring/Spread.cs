namespace Matinee.Bench.Sync.Measuring;

/// <summary>How a set of values is spread; of nothing, everything is NaN.</summary>
internal readonly record struct Spread(double P50, double P95, double P99, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0
            ? new Spread(double.NaN, double.NaN, double.NaN, double.NaN)
            : new Spread(Quantile(sorted, 0.5), Quantile(sorted, 0.95), Quantile(sorted, 0.99), sorted[^1]);
    }

    public static double Median(IEnumerable<double> values) => Of(values.Where(double.IsFinite)).P50;

    private static double Quantile(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
}
