namespace Matinee.SocketIo.Load;

internal static class Statistics
{
    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) return double.NaN;
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>One quantity of several servers over the rounds.</summary>
internal sealed class Series(IEnumerable<(int Round, string Server, double Value)> values)
{
    private readonly ILookup<string, (int Round, double Value)> _values =
        values.ToLookup(value => value.Server, value => (value.Round, value.Value));

    /// <summary>NaN if the server was not measured.</summary>
    public double Median(string server) => _values[server].Select(value => value.Value).Median();

    /// <summary>
    /// The median of the ratios within each round: what changes on the machine from round to round changes both sides.
    /// </summary>
    public double Ratio(string server, string other) =>
        _values[server].Join(_values[other], one => one.Round, two => two.Round, (one, two) => one.Value / two.Value).Median();
}
