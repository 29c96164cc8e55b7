using System.Globalization;
using System.Text;
using Matinee.Bench.Sync.Measuring;
using Matinee.Bench.Sync.Policies;
using Matinee.Bench.Sync.Scenarios;

namespace Matinee.Bench.Sync.Report;

/// <summary>The runs as Markdown: median and worst of each number over the seeds.</summary>
internal sealed class MarkdownReport(IReadOnlyCollection<RunResult> runs, IReadOnlyCollection<RunKey> failures, NoiseFloor noise, string machine)
{
    private static readonly string[] Columns =
    [
        "runs", "p50", "p95", "p99", "max", "together after the act, s", "after data, s", "seeks since the act", "in the window",
        "rate changes", "rate off the room's", "dropped", "same frame on pause", "absolute p50", "absolute p95",
    ];

    private readonly StringBuilder text = new();

    public override string ToString()
    {
        text.Clear();
        Line($"# How far apart viewers are\n\n{machine}\n");
        Line($"Skew is in milliseconds, the largest distance between any two viewers at each moment of the window. Each cell has the median over the");
        Line($"runs, then the worst run. What is measured and how: `bench/README.md`. All runs: `runs.csv`; their courses: `skew.csv`.\n");
        WriteNoise();
        Line($"\n## Matinee\n\n![Skew over time](skew.svg)\n");
        WriteTable("scenario", AllScenarios.All.Select(one => (one.Title, RunsOf(one.Name, Policy.Matinee.Name))));
        foreach (var scenario in AllScenarios.All.Where(one => one.IsForPolicies))
        {
            var rows = Policy.All.Select(policy => (policy.Title, Runs: RunsOf(scenario.Name, policy.Name))).ToArray();
            if (rows.All(row => row.Title == Policy.Matinee.Title || row.Runs.Length == 0)) continue;
            Line($"\n## Policies of others: {scenario.Title}\n");
            WriteTable("policy", rows);
        }

        if (runs.Count > 0) WriteHonesty();
        return text.ToString();
    }

    private RunResult[] RunsOf(string scenario, string policy) => [.. runs.Where(run => run.Key.Scenario == scenario && run.Key.Policy == policy)];

    private void WriteNoise()
    {
        Line($"**Noise floor** (two browsers play beside each other, nobody corrects): a film's recorded position is within {noise.Position.P95:0.00} ms (p95) of a");
        Line($"straight line, the difference of two within {noise.Skew.P95:0.00} ms of its mean. Calibrations of a clock before and after disagree by");
        Line($"{noise.ClockResidual:0.00} ms and can be {noise.ClockUncertainty:0.00} ms off. Frames dropped without anybody's control: {noise.Dropped:0.0 %}.");
    }

    private void WriteTable(string first, IEnumerable<(string Title, RunResult[] Runs)> rows)
    {
        Line($"| {first} | {string.Join(" | ", Columns)} |\n|---|{string.Concat(Columns.Select(_ => "---:|"))}");
        foreach (var (title, cell) in rows.Where(row => row.Runs.Length > 0)) WriteRow(title, cell);
    }

    private void WriteRow(string title, RunResult[] cell)
    {
        string[] cells =
        [
            title,
            Number(cell.Length, "0"),
            Both(cell, run => run.Skew.P50, "0.0"),
            Both(cell, run => run.Skew.P95, "0.0"),
            Both(cell, run => run.Skew.P99, "0.0"),
            Both(cell, run => run.Skew.Max, "0.0"),
            Both(cell, run => run.TogetherAfterAct / 1000, "0.00", isTime: true),
            Both(cell, run => run.TogetherAfterData / 1000, "0.00", isTime: true),
            Both(cell, run => run.SeeksSinceAct, "0"),
            Both(cell, run => run.SeeksInWindow, "0"),
            Both(cell, run => run.RateChanges, "0"),
            Both(cell, run => run.MostRateOff, "0.0 %"),
            Both(cell, run => run.Dropped, "0.0 %"),
            string.Create(CultureInfo.InvariantCulture, $"{cell.Count(run => run.SamePause)} of {cell.Length}"),
            Both(cell, run => run.Absolute.P50, "0.0"),
            Both(cell, run => run.Absolute.P95, "0.0"),
        ];
        Line($"| {string.Join(" | ", cells)} |");
    }

    private void WriteHonesty()
    {
        var repeated = runs.Where(run => run.Repeats > 0).ToArray();
        Line($"\n## The measurement itself\n");
        Line($"| of {runs.Count} runs | median | worst |\n|---|---:|---:|");
        WriteQuality("share of a window in which all films were observed", run => 1 - run.Coverage, unseen => 1 - unseen, "0 %");
        WriteQuality("how busy the machine was", run => run.Busy, busy => busy, "0 %");
        WriteQuality("what the proxies added to a delay, 99 of 100 pieces, ms", run => run.ProxyLate, late => late, "0.00");
        WriteQuality("disagreement of a clock's calibrations before and after, ms", run => run.ClockResidual, residual => residual, "0.00");
        Line($"");
        if (failures.Count > 0)
        {
            var list = string.Join(", ", failures.Select(key => $"{key.Scenario} {key.Policy} {key.Seed}"));
            Line($"**Failed each time and not in the tables: {list}.**");
        }

        if (repeated.Length == 0) Line($"No run had to be repeated.");
        else
        {
            var list = string.Join(", ", repeated.Select(run => $"{run.Key.Scenario} {run.Key.Policy} {run.Key.Seed} ({run.Repeats} times)"));
            Line($"Repeated, because the browsers were not scheduled or the run failed: {list}.");
        }
    }

    /// <param name="badness">Larger is worse.</param>
    private void WriteQuality(string name, Func<RunResult, double> badness, Func<double, double> shown, string format) =>
        Line($"| {name} | {Number(shown(Spread.Median(runs.Select(badness))), format)} | {Number(shown(runs.Max(badness)), format)} |");

    /// <summary>Median, worst. A time that never came is worse than any.</summary>
    private static string Both(RunResult[] cell, Func<RunResult, double> value, string format, bool isTime = false)
    {
        var values = cell.Select(value).ToArray();
        var worst = isTime && values.Any(double.IsNaN) ? "never" : Number(values.Max(), format);
        return worst == "–" ? worst : $"{Number(Spread.Median(values), format)}, {worst}";
    }

    private static string Number(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);

    private void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
