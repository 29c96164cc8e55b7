using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Memory;

/// <summary>
/// Timers of a single node: one clock timer, set to the nearest due-time. They die with the process; who needs them after a
/// restart schedules them again when it loads its state.
/// </summary>
internal sealed class MemoryTimers : ITimers, IDisposable
{
    // A clock timer may be up to a millisecond early: never ask for less than one. And it takes 49 days at most.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private const int MostStale = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Kind, string Key), DateTimeOffset> due = [];
    private readonly PriorityQueue<(string Kind, string Key), DateTimeOffset> queue = new();
    private readonly ConcurrentDictionary<string, Func<string, Task>> handlers = new();
    private readonly TimeProvider time;
    private readonly ILogger<MemoryTimers> logger;
    private readonly ITimer clock;

    public MemoryTimers(TimeProvider time, ILogger<MemoryTimers> logger)
    {
        this.time = time;
        this.logger = logger;
        clock = time.CreateTimer(_ => FireDue(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Handle(string kind, Func<string, Task> handler) => handlers[kind] = handler;

    public ValueTask ScheduleAsync(string kind, string key, DateTimeOffset at)
    {
        lock (gate)
        {
            due[(kind, key)] = at;
            queue.Enqueue((kind, key), at);
            if (queue.Count > MostStale + (2 * due.Count)) DropStale();
            SetClock();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask CancelAsync(string kind, string key)
    {
        lock (gate)
        {
            due.Remove((kind, key));
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose() => clock.Dispose();

    private void FireDue()
    {
        var fired = new List<(string Kind, string Key)>();
        lock (gate)
        {
            var now = time.GetUtcNow();
            while (queue.TryPeek(out var entry, out var at) && at <= now)
            {
                queue.Dequeue();

                // A replaced or cancelled entry stays in the queue; only the one that matches the table counts.
                if (due.TryGetValue(entry, out var current) && current == at && due.Remove(entry)) fired.Add(entry);
            }

            SetClock();
        }

        foreach (var (kind, key) in fired) _ = RunAsync(kind, key);
    }

    private async Task RunAsync(string kind, string key)
    {
        try
        {
            if (handlers.TryGetValue(kind, out var handler)) await handler(key);
        }
        catch (Exception exception)
        {
            RealtimeLog.TimerFailed(logger, kind, exception);
        }
    }

    /// <summary>A timer that is put off at every heartbeat leaves an entry behind each time: the queue must not grow by them.</summary>
    private void DropStale()
    {
        queue.Clear();
        queue.EnqueueRange(due.Select(timer => (timer.Key, timer.Value)));
    }

    private void SetClock()
    {
        if (!queue.TryPeek(out _, out var at)) return;
        var wait = at - time.GetUtcNow();

        clock.Change(wait < Shortest ? Shortest : wait > Longest ? Longest : wait, Timeout.InfiniteTimeSpan);
    }
}
