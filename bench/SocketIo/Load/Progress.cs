using System.Globalization;

namespace Matinee.SocketIo.Load;

/// <summary>A line for each measurement while the comparison runs; the table on standard output stays clean.</summary>
internal static class Progress
{
    public static void Show(Sample sample)
    {
        var subject = $"round {sample.Round + 1}, {sample.Regime.Title()}, room {sample.RoomSize}, {sample.Server}";
        var latency = sample.Late is null ? "" : Line($", p50 {sample.Median:0.00} ms, p99 {sample.Late:0.00} ms");
        var load = Line($"{sample.Microseconds:0.00} µs, {sample.Rate:0}/s{latency}; generator {sample.Generator:0%}");
        Console.Error.WriteLine($"{subject}: {load}");
    }

    public static void Show(MemorySample sample) =>
        Console.Error.WriteLine(Line($"round {sample.Round + 1}, {sample.Connections} idle, {sample.Server}: {sample.Bytes:0} bytes each"));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
