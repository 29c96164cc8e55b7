using System.Globalization;

namespace Matinee.Bench.Sync.Measuring;

/// <summary>How busy the machine was, by the kernel's own count.</summary>
internal readonly record struct Processor(double Used, double All)
{
    public static async Task<Processor> ReadAsync()
    {
        // user nice system idle iowait irq softirq steal
        var fields = (await File.ReadAllLinesAsync("/proc/stat"))[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9];
        var ticks = fields.Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return new Processor(ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }

    public double ShareSince(Processor before) => (Used - before.Used) / Math.Max(1, All - before.All);
}
