using System.Globalization;
using System.Text.Json;

namespace Matinee.SocketIo.Load;

/// <summary>All measurements of the comparison. They are kept in a file, so that a later run can add rounds to them.</summary>
internal sealed class Samples
{
    private const string File = "samples.json"; // beside the projects, not in the repository

    private readonly List<Sample> _fanOut = [];
    private readonly List<MemorySample> _memory = [];

    public IReadOnlyList<Sample> FanOut => _fanOut;

    public IReadOnlyList<MemorySample> Memory => _memory;

    /// <summary>How many rounds there are, which is also the number of the next.</summary>
    public int Rounds => 1 + Math.Max(_fanOut.Select(sample => sample.Round).DefaultIfEmpty(-1).Max(), _memory.Select(sample => sample.Round).DefaultIfEmpty(-1).Max());

    public static Samples Load()
    {
        var samples = new Samples();
        if (!System.IO.File.Exists(File)) return samples;
        var stored = JsonSerializer.Deserialize<Stored>(System.IO.File.ReadAllText(File)) ?? new Stored([], []);
        samples._fanOut.AddRange(stored.FanOut);
        samples._memory.AddRange(stored.Memory);
        return samples;
    }

    public void Save() => System.IO.File.WriteAllText(File, JsonSerializer.Serialize(new Stored([.. _fanOut], [.. _memory])));

    public void Add(Sample sample)
    {
        _fanOut.Add(sample);
        var latency = sample.Late is null ? "" : string.Create(CultureInfo.InvariantCulture, $", p50 {sample.Median:0.00} ms, p99 {sample.Late:0.00} ms");
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"round {sample.Round + 1}, {sample.Regime.Title()}, room {sample.RoomSize}, {sample.Server}: {sample.Microseconds:0.00} µs, {sample.Rate:0}/s{latency}; generator {sample.Generator:0%}"));
    }

    public void Add(MemorySample sample)
    {
        _memory.Add(sample);
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"round {sample.Round + 1}, {sample.Connections} idle, {sample.Server}: {sample.Bytes:0} bytes a connection"));
    }

    private sealed record Stored(Sample[] FanOut, MemorySample[] Memory);
}
