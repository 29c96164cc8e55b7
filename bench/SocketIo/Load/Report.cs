using System.Globalization;
using System.Text;

namespace Matinee.SocketIo.Load;

/// <summary>The comparison as Markdown.</summary>
internal sealed class Report(Samples samples)
{
    private const int LeastRounds = 5;

    private readonly StringBuilder _text = new();
    private readonly string[] _servers =
        [.. ServerKind.All.Select(kind => kind.Name).Where(name => samples.FanOut.Exists(s => s.Server == name) || samples.Memory.Exists(s => s.Server == name))];

    /// <summary>Whether it holds everything that a published comparison has to.</summary>
    public bool IsComplete =>
        samples.Rounds >= LeastRounds && samples.Setup.Connections == 0 &&
        ServerKind.All.All(kind => Enum.GetValues<Regime>().All(regime => Options.DefaultRooms.All(room =>
            samples.FanOut.Count(s => s.Server == kind.Name && s.Regime == regime && s.RoomSize == room) >= LeastRounds))) &&
        ServerKind.All.All(kind => Options.DefaultIdle.All(count =>
            samples.Memory.Count(s => s.Server == kind.Name && s.Connections == count) >= LeastRounds));

    public override string ToString()
    {
        _text.Clear();
        var crowd = samples.Setup.Connections == 0 ? "one room" : $"{samples.Setup.Connections} connections in rooms side by side";
        Line($"# Matinee.SocketIo and its peers\n\n{Machine.Describe()}\n");
        Line($"Rounds: {samples.Rounds}. Window: {samples.Setup.WindowSeconds} s. Event: {EventText.Length} bytes, {crowd}. Each server on one core, the load on the other.");
        Line($"Values are medians over the rounds; ratios are the medians of each round's ratio. What is measured and how: `bench/README.md`.");
        if (samples.FanOut.Count > 0) WriteFanOut();
        if (samples.Memory.Count > 0) WriteMemory();
        return _text.ToString();
    }

    private void WriteFanOut()
    {
        var cells = samples.FanOut.GroupBy(s => (s.Regime, s.RoomSize)).OrderBy(cell => cell.Key).ToArray();
        Line($"\n## Processor time of the server for a delivery, in µs\n");
        Header("events", "room");
        foreach (var cell in cells)
        {
            Row(cell.Key.Regime.Title(), cell.Key.RoomSize, SeriesOf(cell, s => s.Microseconds), "0.0",
                other => Goals.ProcessorTime(other, cell.Key.Regime, cell.Key.RoomSize));
        }

        var steady = cells.Where(cell => cell.Key.Regime == Regime.Steady).ToArray();
        if (steady.Length > 0)
        {
            Line($"\n## Latency at {Regime.Steady.Title()}, in ms from when the event was due\n");
            Header("percentile", "room");
            foreach (var cell in steady) Row("p50", cell.Key.RoomSize, SeriesOf(cell, s => s.Median ?? double.NaN), "0.00", _ => null);
            foreach (var cell in steady)
                Row("p99", cell.Key.RoomSize, SeriesOf(cell, s => s.Late ?? double.NaN), "0.00", other => other == ServerKind.SocketIo.Name ? Goals.Latency : null);
        }

        Line($"\n## Deliveries a second, and the share of its core that the generator used\n");
        Line($"| events | room | {string.Join(" | ", _servers)} |\n|---|---:|{string.Concat(_servers.Select(_ => "---:|"))}");
        foreach (var cell in cells)
        {
            var rates = SeriesOf(cell, s => s.Rate);
            var shares = SeriesOf(cell, s => s.Generator);
            Line($"| {cell.Key.Regime.Title()} | {cell.Key.RoomSize} | {string.Join(" | ", _servers.Select(name => Number(rates.Median(name), "0") + ", " + Number(shares.Median(name), "0 %")))} |");
        }
    }

    private void WriteMemory()
    {
        Line($"\n## Resident memory of an idle connection, in bytes\n");
        Header("", "connections");
        foreach (var cell in samples.Memory.GroupBy(s => s.Connections).OrderBy(cell => cell.Key))
        {
            var bytes = new Series(cell.Select(s => (s.Round, s.Server, s.Bytes)));
            Row("idle", cell.Key, bytes, "0", other => other == ServerKind.SocketIo.Name ? Goals.Memory : null);
        }
    }

    private void Header(string kind, string size)
    {
        var ratios = Others().Select(name => $"ours : {name}").ToArray();
        Line($"| {kind} | {size} | {string.Join(" | ", _servers.Concat(ratios))} |\n|---|---:|{string.Concat(_servers.Concat(ratios).Select(_ => "---:|"))}");
    }

    private void Row(string kind, int size, Series series, string format, Func<string, double?> goal)
    {
        var ratios = Others().Select(other =>
        {
            var ratio = series.Ratio(ServerKind.Ours.Name, other);
            return Number(ratio, "0.00") + (goal(other) is { } most ? $" ({(ratio <= most ? "≤" : "missed:")} {Number(most, "0.00")})" : "");
        });
        Line($"| {kind} | {size} | {string.Join(" | ", _servers.Select(name => Number(series.Median(name), format)).Concat(ratios))} |");
    }

    private string[] Others() => _servers.Contains(ServerKind.Ours.Name) ? [.. _servers.Where(name => name != ServerKind.Ours.Name)] : [];

    private static Series SeriesOf(IEnumerable<Sample> cell, Func<Sample, double> value) => new(cell.Select(s => (s.Round, s.Server, value(s))));

    private static string Number(double value, string format) => double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);

    private void Line(FormattableString text) => _text.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
