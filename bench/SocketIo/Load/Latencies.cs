namespace Matinee.SocketIo.Load;

/// <summary>The time from when an event was due to each member's receipt, of the events that were due in the window.</summary>
internal sealed class Latencies
{
    private readonly List<long> _nanoseconds = new(1 << 18);

    /// <summary>Start of the window; nothing is kept before it is set.</summary>
    public long From { get; set; } = long.MaxValue;

    public void Add(long nanoseconds, long due)
    {
        if (due >= From) _nanoseconds.Add(nanoseconds);
    }

    /// <summary>Milliseconds that this share (0 to 1) of the deliveries did not exceed.</summary>
    public double Percentile(double share)
    {
        _nanoseconds.Sort();
        return _nanoseconds.Count == 0 ? double.NaN : _nanoseconds[(int)Math.Ceiling(share * _nanoseconds.Count) - 1] / 1e6;
    }
}
