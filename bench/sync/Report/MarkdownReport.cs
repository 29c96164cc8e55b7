using System.Globalization;
using System.Text;
using Matinee.Bench.Sync.Measuring;

namespace Matinee.Bench.Sync.Report;

/// <summary>The runs as Markdown: median and worst of each number over the seeds.</summary>
internal sealed class MarkdownReport(IReadOnlyCollection<RunResult> runs)
{
    private readonly StringBuilder text = new();

    public override string ToString()
    {
        text.Clear();
        Line("| scenario | runs | p50 | p95 | p99 | max | together after the act, s | after data, s | seeks since act | rate changes | \\|rate − 1\\| | dropped | same frame on pause | absolute p50 | absolute p95 |");
        Line("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var cell in runs.GroupBy(run => (run.Key.Scenario, run.Key.Policy))) Write(cell.Key.Scenario, [.. cell]);
        return text.ToString();
    }

    private void Write(string name, RunResult[] cell)
    {
        string[] columns =
        [
            name,
            cell.Length.ToString(CultureInfo.InvariantCulture),
            Both(cell, run => run.Skew.P50, "0.0"),
            Both(cell, run => run.Skew.P95, "0.0"),
            Both(cell, run => run.Skew.P99, "0.0"),
            Both(cell, run => run.Skew.Max, "0.0"),
            Both(cell, run => run.TogetherAfterAct / 1000, "0.00"),
            Both(cell, run => run.TogetherAfterData / 1000, "0.00"),
            Both(cell, run => run.SeeksSinceAct, "0"),
            Both(cell, run => run.RateChanges, "0"),
            Both(cell, run => run.MostRateOff, "0.0 %"),
            Both(cell, run => run.Dropped, "0.0 %"),
            string.Create(CultureInfo.InvariantCulture, $"{cell.Count(run => run.SamePause)} of {cell.Length}"),
            Both(cell, run => run.Absolute.P50, "0.0"),
            Both(cell, run => run.Absolute.P95, "0.0"),
        ];
        Line($"| {string.Join(" | ", columns)} |");
    }

    /// <summary>Median, worst.</summary>
    private static string Both(RunResult[] cell, Func<RunResult, double> value, string format)
    {
        var values = cell.Select(value).ToArray();
        return $"{Number(Spread.Median(values), format)}, {(values.Any(double.IsNaN) ? "never" : Number(values.Max(), format))}";
    }

    private static string Number(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);

    private void Line(string line) => text.Append(line).Append('\n');
}
