using System.Globalization;
using System.Text;
using Matinee.Bench.Sync.Measuring;

namespace Matinee.Bench.Sync.Report;

/// <summary>The runs as files of plain numbers: <c>runs.csv</c> has a line a run, <c>skew.csv</c> the courses. They can be read back.</summary>
internal sealed class ResultFiles(string folder)
{
    private const string Header =
        "scenario,policy,seed,p50,p95,p99,max,together_after_act,together_after_data,seeks_since_act,seeks_in_window,rate_changes,most_rate_off,"
        + "dropped,same_pause,absolute_p50,absolute_p95,absolute_p99,absolute_max,coverage,busy,clock_residual,proxy_late,repeats";

    private const string CourseHeader = "scenario,policy,seed,second,skew_ms";

    private string RunsFile => Path.Combine(folder, "runs.csv");

    private string CoursesFile => Path.Combine(folder, "skew.csv");

    public IEnumerable<RunResult> Read()
    {
        if (!File.Exists(RunsFile)) return [];
        var courses = File.ReadLines(CoursesFile).Skip(1).Select(line => line.Split(','))
            .ToLookup(KeyOf, fields => new SkewPoint(Number(fields[3]), Number(fields[4])));
        return [.. File.ReadLines(RunsFile).Skip(1).Select(line => line.Split(',')).Select(fields => Parse(fields, [.. courses[KeyOf(fields)]]))];
    }

    public void Write(IReadOnlyCollection<RunResult> runs)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(RunsFile, Lines(Header, runs.Select(Format)));
        File.WriteAllText(CoursesFile, Lines(CourseHeader, runs.SelectMany(run => run.Course.Select(point => string.Create(
            CultureInfo.InvariantCulture, $"{run.Key.Scenario},{run.Key.Policy},{run.Key.Seed},{point.Seconds:0.00},{point.SkewMs:0.00}")))));
    }

    private static string Lines(string header, IEnumerable<string> lines)
    {
        var text = new StringBuilder(header).Append('\n');
        foreach (var line in lines) text.Append(line).Append('\n');
        return text.ToString();
    }

    private static string Format(RunResult run) => string.Create(
        CultureInfo.InvariantCulture,
        $"{run.Key.Scenario},{run.Key.Policy},{run.Key.Seed},{Format(run.Skew)},{run.TogetherAfterAct:0},{run.TogetherAfterData:0},{run.SeeksSinceAct},"
        + $"{run.SeeksInWindow},{run.RateChanges},{run.MostRateOff:0.0000},{run.Dropped:0.0000},{(run.SamePause ? 1 : 0)},{Format(run.Absolute)},"
        + $"{run.Coverage:0.000},{run.Busy:0.00},{run.ClockResidual:0.00},{run.ProxyLate:0.00},{run.Repeats}");

    private static string Format(Spread spread) =>
        string.Create(CultureInfo.InvariantCulture, $"{spread.P50:0.00},{spread.P95:0.00},{spread.P99:0.00},{spread.Max:0.00}");

    private static RunResult Parse(string[] fields, IReadOnlyList<SkewPoint> course) => new()
    {
        Key = KeyOf(fields),
        Skew = SpreadAt(fields, 3),
        TogetherAfterAct = Number(fields[7]),
        TogetherAfterData = Number(fields[8]),
        SeeksSinceAct = (int)Number(fields[9]),
        SeeksInWindow = (int)Number(fields[10]),
        RateChanges = (int)Number(fields[11]),
        MostRateOff = Number(fields[12]),
        Dropped = Number(fields[13]),
        SamePause = Number(fields[14]) > 0,
        Absolute = SpreadAt(fields, 15),
        Coverage = Number(fields[19]),
        Busy = Number(fields[20]),
        ClockResidual = Number(fields[21]),
        ProxyLate = Number(fields[22]),
        Repeats = (int)Number(fields[23]),
        Course = course,
    };

    private static RunKey KeyOf(string[] fields) => new(fields[0], fields[1], (int)Number(fields[2]));

    private static Spread SpreadAt(string[] fields, int first) =>
        new(Number(fields[first]), Number(fields[first + 1]), Number(fields[first + 2]), Number(fields[first + 3]));

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
