using System.Collections.Concurrent;

namespace Matinee.Realtime.Memory;

/// <summary>Counters of a single node. Windows that ended are swept, so a flood of invented keys lives one window at most.</summary>
internal sealed class MemoryCounters(TimeProvider time) : ICounters
{
    private const int SweepEvery = 1024;

    private readonly ConcurrentDictionary<string, Window> windows = new();
    private int untilSweep = SweepEvery;

    public ValueTask<CounterReading> AddAsync(string key, TimeSpan window)
    {
        var now = time.GetUtcNow();
        if (Interlocked.Decrement(ref untilSweep) <= 0) Sweep(now);
        var next = windows.AddOrUpdate(
            key,
            static (_, arg) => new Window(1, arg.now + arg.window),
            static (_, present, arg) => present.ResetsAt <= arg.now
                ? new Window(1, arg.now + arg.window)
                : present with { Count = present.Count + 1 },
            (now, window));
        return ValueTask.FromResult(new CounterReading(next.Count, next.ResetsAt));
    }

    public ValueTask<CounterReading?> ReadAsync(string key) => ValueTask.FromResult<CounterReading?>(
        windows.TryGetValue(key, out var present) && present.ResetsAt > time.GetUtcNow() ? new CounterReading(present.Count, present.ResetsAt) : null);

    private void Sweep(DateTimeOffset now)
    {
        Interlocked.Exchange(ref untilSweep, SweepEvery);
        foreach (var entry in windows)
        {
            if (entry.Value.ResetsAt <= now) windows.TryRemove(entry);
        }
    }

    private sealed record Window(long Count, DateTimeOffset ResetsAt);
}
