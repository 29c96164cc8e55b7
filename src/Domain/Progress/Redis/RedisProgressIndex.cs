using System.Collections.Concurrent;
using Matinee.Realtime;
using Matinee.Realtime.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Matinee.Domain.Progress.Redis;

// Other programs write entries and know nothing of our index. Redis tells of what is written where keyspace notifications are
// on, and we turn them on where we may; every node enters what it hears, which does no harm twice. What was not heard (another
// command than SET, a connection that was lost for a moment, a Redis that tells nothing) is found by one node that walks
// through the keys a few at a time: within minutes where that is the only way, in no hurry otherwise.
internal sealed class RedisProgressIndex(RedisConnection redis, TimeProvider time, ILogger<RedisProgressIndex> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(970);
    private static readonly TimeSpan WalkLease = TimeSpan.FromSeconds(11);
    private static readonly TimeSpan PauseWhenHearing = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan PauseWhenDeaf = TimeSpan.FromSeconds(50);

    private const int MostHeard = 20_000;
    private const int StepsWhenDeaf = 10;
    private const int KeysOfStep = 1000;

    private readonly ConcurrentDictionary<string, bool> heard = new(StringComparer.Ordinal);
    private readonly RedisValue node = Guid.CreateVersion7(time.GetUtcNow()).ToString();
    private int heardSince;
    private bool isTold;
    private bool wasAway;
    private string cursor = "0";
    private DateTimeOffset nextWalk = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var period = new PeriodicTimer(Period);
        do
        {
            try
            {
                await ListenAsync();
                await EnterHeardAsync();
                await WalkAsync();
                wasAway = false;
            }
            catch (RealtimeUnavailableException)
            {
                // Whoever asks for progress is told so; here it is enough to go on later.
                if (!wasAway) ProgressLog.IndexWaits(logger);
                wasAway = true;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                ProgressLog.IndexFailed(logger, exception);
            }
        }
        while (await NextAsync(period, stoppingToken));
    }

    /// <summary>Enters keys into the indexes of their owners; those that are not entries are left out.</summary>
    private Task EnterAsync(IDatabase database, IEnumerable<string> keys)
    {
        var entered = new List<Task>();
        foreach (var key in keys)
        {
            if (!ProgressKeys.TryParse(key, out var owner, out var title)) continue;
            entered.Add(database.SetAddAsync(ProgressKeys.Index(redis, owner), ProgressKeys.InIndex(title)));
            entered.Add(database.KeyExpireAsync(ProgressKeys.Index(redis, owner), RedisProgress.IndexLifetime));
        }

        return Task.WhenAll(entered);
    }

    private static async Task<bool> NextAsync(PeriodicTimer period, CancellationToken stopping)
    {
        try
        {
            return await period.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Anew whenever messages may have been lost; the walk, from where it is, then finds what they would have told.</summary>
    private async Task ListenAsync()
    {
        if (heardSince != 0 && heardSince == redis.Generation) return;
        (isTold, var number) = await redis.RunAsync(async database => (await TurnOnAsync(database), database.Database));
        var prefix = $"__keyspace@{number}__:";
        heardSince = await redis.SubscribeAsync(
            new RedisChannel($"{prefix}{ProgressKeys.Entries}*", RedisChannel.PatternMode.Pattern),
            (channel, what) =>
            {
                if (what == "set" && heard.Count < MostHeard) heard.TryAdd(((string)channel)[prefix.Length..], true);
            });
        nextWalk = DateTimeOffset.MinValue;
    }

    /// <summary>K: messages by key; $: of commands on strings. What others turned on stays on.</summary>
    private static async Task<bool> TurnOnAsync(IDatabase database)
    {
        const string Key = "notify-keyspace-events";
        try
        {
            var present = (RedisValue[])await database.ExecuteAsync("CONFIG", "GET", Key);
            var flags = present.Length == 2 ? (string)present[1]! : "";
            var wanted = string.Concat(flags, flags.Contains('K') ? "" : "K", flags.Contains('$') || flags.Contains('A') ? "" : "$");
            if (wanted != flags) await database.ExecuteAsync("CONFIG", "SET", Key, wanted);
            return true;
        }
        catch (RedisServerException)
        {
            // Not permitted, or renamed.
            return false;
        }
    }

    private async Task EnterHeardAsync()
    {
        if (heard.IsEmpty) return;
        var keys = heard.Keys.ToList();
        foreach (var key in keys) heard.TryRemove(key, out _);
        await redis.RunAsync(database => EnterAsync(database, keys));
    }

    private async Task WalkAsync()
    {
        if (time.GetUtcNow() < nextWalk || !await HoldsWalkAsync()) return;
        for (var step = 0; step < (isTold ? 1 : StepsWhenDeaf); step++)
        {
            cursor = await redis.RunAsync(StepAsync);
            if (cursor != "0") continue;
            nextWalk = time.GetUtcNow() + (isTold ? PauseWhenHearing : PauseWhenDeaf);
            return;
        }
    }

    private async Task<string> StepAsync(IDatabase database)
    {
        var answer = (RedisResult[])await database.ExecuteAsync("SCAN", cursor, "MATCH", $"{ProgressKeys.Entries}*", "COUNT", KeysOfStep);
        await EnterAsync(database, (string[])answer[1]);
        return (string)answer[0];
    }

    private Task<bool> HoldsWalkAsync()
    {
        var key = redis.Key("progress-walk");
        return redis.RunAsync(async database =>
            await database.LockExtendAsync(key, node, WalkLease) || await database.LockTakeAsync(key, node, WalkLease));
    }
}
