using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Matinee.Realtime.Redis;

/// <summary>
/// Timers of all nodes. Each node that handles a kind asks for what is due every tenth of a second; a script hands each timer to
/// one of them. Due-times are compared with the clock of the node that asks, so nodes' clocks should agree within a second:
/// whoever is ahead fires early, which handlers bear. One that a node took and did not finish is handed out again.
/// </summary>
internal sealed class RedisTimers(RedisConnection redis, TimeProvider time, ILogger<RedisTimers> logger) : ITimers, IAsyncDisposable
{
    private const int MostAtOnce = 256;

    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private static readonly RedisScript Claim = RedisScript.Load(typeof(RedisTimers), "timers-claim");

    private readonly ConcurrentDictionary<string, Func<string, Task>> handlers = new();
    private readonly SemaphoreSlim claiming = new(1);
    private readonly CancellationTokenSource closing = new();
    private Task? loop;

    internal TimeSpan Period { get; init; } = TimeSpan.FromMilliseconds(97);

    public void Handle(string kind, Func<string, Task> handler)
    {
        handlers[kind] = handler;
        lock (closing) loop ??= Task.Run(LoopAsync);
    }

    public async ValueTask ScheduleAsync(string kind, string key, DateTimeOffset due) =>
        await redis.RunAsync(database => database.SortedSetAddAsync(redis.Timers(kind), key, due.ToUnixTimeMilliseconds()));

    public async ValueTask CancelAsync(string kind, string key) =>
        await redis.RunAsync(database => database.SortedSetRemoveAsync(redis.Timers(kind), key));

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        if (loop is not null) await loop;
        closing.Dispose();
        claiming.Dispose();
    }

    /// <summary>Fires what is due now; completes when the handlers have begun, with the tasks that complete when they have ended.</summary>
    internal async Task<IReadOnlyList<Task>> FireDueAsync()
    {
        await claiming.WaitAsync();
        try
        {
            var fired = new List<Task>();
            foreach (var (kind, handler) in handlers)
            {
                foreach (var key in await ClaimAsync(kind)) fired.Add(RunAsync(kind, key, handler));
            }

            return fired;
        }
        finally
        {
            claiming.Release();
        }
    }

    private async Task<string[]> ClaimAsync(string kind)
    {
        var now = time.GetUtcNow();
        var taken = await Claim.RunAsync(
            redis, [redis.Timers(kind), Claimed(kind)], now.ToUnixTimeMilliseconds(), (now + Lease).ToUnixTimeMilliseconds(), MostAtOnce);
        return (string[])taken;
    }

    private async Task RunAsync(string kind, string key, Func<string, Task> handler)
    {
        try
        {
            await handler(key);
        }
        catch (RealtimeUnavailableException)
        {
            // Left claimed, so that it is fired again when the lease ends.
            return;
        }
        catch (Exception exception)
        {
            RealtimeLog.TimerFailed(logger, kind, exception);
        }

        try
        {
            await redis.RunAsync(database => database.SortedSetRemoveAsync(Claimed(kind), key));
        }
        catch (RealtimeUnavailableException)
        {
            // It will be fired once more.
        }
    }

    private async Task LoopAsync()
    {
        using var period = new PeriodicTimer(Period, time);
        try
        {
            while (await period.WaitForNextTickAsync(closing.Token))
            {
                try
                {
                    if (redis.IsUp) await FireDueAsync();
                }
                catch (RealtimeUnavailableException)
                {
                    // The connection says so in the log.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private RedisKey Claimed(string kind) => redis.Key($"timers:{kind}:claimed");
}
