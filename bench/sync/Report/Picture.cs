using System.Globalization;
using System.Text;
using Matinee.Bench.Sync.Measuring;
using Matinee.Bench.Sync.Policies;
using Matinee.Bench.Sync.Scenarios;

namespace Matinee.Bench.Sync.Report;

/// <summary>
/// Skew over time as SVG: a small chart for each scenario, every run thin, their median bold, the goal as a band. Its colours
/// follow the reader's theme, as GitHub shows pictures of a page in either.
/// </summary>
internal sealed class Picture(IReadOnlyCollection<RunResult> runs)
{
    private const int Columns = 3;
    private const int Width = 300;
    private const int Height = 150;
    private const int Left = 44;
    private const int Top = 46;
    private const int Gap = 40;
    private const double MostMs = 60;
    private const double FirstSecond = -1;
    private const double LastSecond = 12;
    private const double GoalMs = 5;
    private const double StepSeconds = 0.1;

    private readonly StringBuilder text = new();

    public override string ToString()
    {
        text.Clear();
        var charts = AllScenarios.All
            .Select(scenario => (scenario, Runs: runs.Where(run => run.Key.Scenario == scenario.Name && run.Key.Policy == Policy.Matinee.Name).ToArray()))
            .Where(chart => chart.Runs.Length > 0)
            .ToArray();
        var rows = (charts.Length + Columns - 1) / Columns;
        var (width, height) = (Left + (Columns * (Width + Gap)), Top + (rows * (Height + Gap + 14)));
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"11\">");
        Line($"<title>Skew over time: second viewer ahead of the first, in milliseconds; with eight viewers the largest distance</title>");
        Line($"<style>:root {{ --ink: #1f2328; --soft: #6e7781; --grid: #d0d7de; --run: #0969da; --goal: #1a7f37 }}");
        Line($"@media (prefers-color-scheme: dark) {{ :root {{ --ink: #e6edf3; --soft: #8d96a0; --grid: #3d444d; --run: #58a6ff; --goal: #3fb950 }} }}");
        Line($"text {{ fill: var(--ink) }} .soft {{ fill: var(--soft) }} .grid {{ stroke: var(--grid); fill: none }} .goal {{ fill: var(--goal); opacity: .18 }}");
        Line($".run {{ stroke: var(--run); fill: none; stroke-width: .7; opacity: .35 }} .median {{ stroke: var(--ink); fill: none; stroke-width: 1.8 }}</style>");
        Line($"<text x=\"{Left}\" y=\"18\" font-size=\"14\" font-weight=\"600\">How far apart two viewers are</text>");
        Line($"<text class=\"soft\" x=\"{Left}\" y=\"33\">ms over seconds since the film started, or since what the title says was over; band ±5 ms; cut off at ±60; thin: each seed, bold: median</text>");
        for (var i = 0; i < charts.Length; i++)
        {
            Line($"<g transform=\"translate({Left + (i % Columns * (Width + Gap))} {Top + (i / Columns * (Height + Gap + 14))})\">");
            Draw(charts[i].scenario.Title, charts[i].Runs);
            Line($"</g>");
        }

        Line($"</svg>");
        return text.ToString();
    }

    private void Draw(string title, RunResult[] chart)
    {
        Line($"<text x=\"0\" y=\"12\" font-weight=\"600\">{title.Replace("&", "&amp;", StringComparison.Ordinal)}</text>");
        Line($"<rect class=\"goal\" x=\"0\" y=\"{Y(GoalMs)}\" width=\"{Width}\" height=\"{Y(-GoalMs) - Y(GoalMs):0.0}\"/>");
        foreach (var ms in (double[])[-50, -20, 0, 20, 50])
        {
            Line($"<path class=\"grid\" d=\"M0 {Y(ms):0.0}H{Width}\"/>");
            Line($"<text class=\"soft\" x=\"-6\" y=\"{Y(ms) + 4:0.0}\" text-anchor=\"end\">{ms:0}</text>");
        }

        foreach (var second in (double[])[0, 5, 10])
            Line($"<text class=\"soft\" x=\"{X(second):0.0}\" y=\"{Height + 32}\" text-anchor=\"middle\">{second:0} s</text>");
        foreach (var run in chart) Line($"<path class=\"run\" d=\"{Trace(run.Course)}\"/>");
        Line($"<path class=\"median\" d=\"{Trace(Median(chart))}\"/>");
    }

    private static IReadOnlyList<SkewPoint> Median(RunResult[] chart)
    {
        // A moment counts where most runs have it.
        var bins = chart.SelectMany(run => run.Course.GroupBy(point => Math.Round(point.Seconds / StepSeconds)), (_, bin) => bin).GroupBy(bin => bin.Key);
        return
        [
            .. bins.Where(bin => bin.Count() * 2 > chart.Length).OrderBy(bin => bin.Key)
                .Select(bin => new SkewPoint(bin.Key * StepSeconds, Spread.Median(bin.Select(points => points.Average(point => point.SkewMs))))),
        ];
    }

    private static string Trace(IReadOnlyList<SkewPoint> course)
    {
        var path = new StringBuilder();
        double? last = null;
        foreach (var point in course.Where(point => point.Seconds is >= FirstSecond and <= LastSecond))
        {
            // Nothing is drawn across what nobody saw.
            var isConnected = last is { } before && point.Seconds - before < 3 * StepSeconds;
            path.Append(CultureInfo.InvariantCulture, $"{(isConnected ? 'L' : 'M')}{X(point.Seconds):0.0} {Y(point.SkewMs):0.0}");
            last = point.Seconds;
        }

        return path.ToString();
    }

    private static double X(double second) => (second - FirstSecond) / (LastSecond - FirstSecond) * Width;

    private static double Y(double ms) => 18 + ((MostMs - Math.Clamp(ms, -MostMs, MostMs)) / (2 * MostMs) * Height);

    private void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
