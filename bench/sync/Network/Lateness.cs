using Matinee.Bench.Sync.Measuring;

namespace Matinee.Bench.Sync.Network;

/// <summary>The proxy's own error, in milliseconds. Written by the loop's thread, read when nothing is under way.</summary>
internal sealed class Lateness
{
    private const int Most = 200_000;

    private readonly List<double> samples = [];
    private readonly Lock gate = new();

    public void Add(double ms)
    {
        lock (gate)
        {
            if (samples.Count < Most) samples.Add(ms);
        }
    }

    /// <summary>What was noted since the last call.</summary>
    public Spread Take()
    {
        lock (gate)
        {
            var spread = Spread.Of(samples);
            samples.Clear();
            return spread;
        }
    }
}
