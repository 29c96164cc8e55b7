using System.Globalization;
using System.Text;

namespace Matinee.SocketIo.Load;

/// <summary>The comparison as Markdown.</summary>
internal sealed class Report(Samples samples)
{
    private const int LeastRounds = 5;

    private readonly StringBuilder _text = new();
    private readonly string[] _servers =
    [
        .. ServerKind.All.Select(kind => kind.Name)
            .Where(name => samples.FanOut.Exists(s => s.Server == name) || samples.Memory.Exists(s => s.Server == name)),
    ];

    /// <summary>Whether it holds everything that a published comparison has to.</summary>
    public bool IsComplete =>
        samples.Setup.Connections == 0 && ServerKind.All.All(kind =>
            Enum.GetValues<Regime>().All(regime => Options.DefaultRooms.All(room =>
                samples.FanOut.Count(s => s.Server == kind.Name && s.Regime == regime && s.RoomSize == room) >= LeastRounds)) &&
            (!kind.KeepsState || Options.DefaultIdle.All(count =>
                samples.Memory.Count(s => s.Server == kind.Name && s.Connections == count) >= LeastRounds)));

    private string[] Others => _servers.Contains(ServerKind.Ours.Name) ? [.. _servers.Where(name => name != ServerKind.Ours.Name)] : [];

    public override string ToString()
    {
        _text.Clear();
        var crowd = samples.Setup.Connections == 0 ? "one room" : $"rooms side by side that fill {samples.Setup.Connections} connections";
        Line($"# Matinee.SocketIo and its peers\n\n{Machine.Describe()}\n");
        Line($"Rounds: {samples.Rounds}, with windows of {samples.Setup.WindowSeconds} s; an event of {EventText.Length} bytes; {crowd}.");
        Line($"Each server has one core, the load the other. Values are medians over the rounds, ratios medians of each round's ratio.");
        Line($"What is measured and how: `bench/README.md`.");
        if (samples.FanOut.Count > 0) WriteFanOut();
        if (samples.Memory.Count > 0) WriteMemory();
        return _text.ToString();
    }

    private void WriteFanOut()
    {
        var cells = samples.FanOut.GroupBy(s => (s.Regime, Room: s.RoomSize)).OrderBy(cell => cell.Key).ToArray();
        Line($"\n## Processor time of the server for a delivery, in µs\n");
        Header("events", "room");
        foreach (var cell in cells)
        {
            var (regime, room) = cell.Key;
            Row(regime.Title(), room, SeriesOf(cell, s => s.Microseconds), "0.0", other => Goals.ProcessorTime(other, regime, room));
        }

        var steady = cells.Where(cell => cell.Key.Regime == Regime.Steady).ToArray();
        if (steady.Length > 0) WriteLatency(steady);

        Line($"\n## Deliveries a second, and the share of its core that the generator used\n");
        Columns(["events", "room"], _servers);
        foreach (var cell in cells)
        {
            var rates = SeriesOf(cell, s => s.Rate);
            var shares = SeriesOf(cell, s => s.Generator);
            var values = _servers.Select(name => $"{Number(rates.Median(name), "0")}, {Number(shares.Median(name), "0 %")}");
            Cells(cell.Key.Regime.Title(), cell.Key.Room, values);
        }
    }

    private void WriteLatency(IEnumerable<IGrouping<(Regime Regime, int Room), Sample>> steady)
    {
        Line($"\n## Latency at {Regime.Steady.Title()}, in ms from when the event was due\n");
        Header("percentile", "room");
        foreach (var cell in steady)
        {
            Row("p50", cell.Key.Room, SeriesOf(cell, s => s.Median ?? double.NaN), "0.00", _ => null);
            Row("p99", cell.Key.Room, SeriesOf(cell, s => s.Late ?? double.NaN), "0.00", Goals.Latency);
        }
    }

    private void WriteMemory()
    {
        Line($"\n## Resident memory of an idle connection, in bytes\n");
        Header("", "connections");
        foreach (var cell in samples.Memory.GroupBy(s => s.Connections).OrderBy(cell => cell.Key))
            Row("idle", cell.Key, new Series(cell.Select(s => (s.Round, s.Server, s.Bytes))), "0", Goals.Memory);
    }

    private void Header(string kind, string size) =>
        Columns([kind, size], [.. _servers, .. Others.Select(name => $"{ServerKind.Ours.Name} : {name}")]);

    private void Row(string kind, int size, Series series, string format, Func<string, double?> goal)
    {
        var values = _servers.Select(name => Number(series.Median(name), format));
        Cells(kind, size, values.Concat(Others.Select(other => Ratio(series.Ratio(ServerKind.Ours.Name, other), goal(other)))));
    }

    private void Columns(string[] keys, string[] columns) =>
        Line($"| {string.Join(" | ", keys)} | {string.Join(" | ", columns)} |\n|---|---:|{string.Concat(columns.Select(_ => "---:|"))}");

    private void Cells(string kind, int size, IEnumerable<string> cells) => Line($"| {kind} | {size} | {string.Join(" | ", cells)} |");

    private static string Ratio(double ratio, double? most)
    {
        if (most is not { } goal || double.IsNaN(ratio)) return Number(ratio, "0.00");
        var verdict = Number(goal, ratio <= goal ? "≤ 0.00" : "'**'> 0.00'**'");
        return $"{Number(ratio, "0.00")} ({verdict})";
    }

    private static Series SeriesOf(IEnumerable<Sample> cell, Func<Sample, double> value) =>
        new(cell.Select(s => (s.Round, s.Server, value(s))));

    private static string Number(double value, string format) =>
        double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);

    private void Line(FormattableString text) => _text.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
