using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Matinee.Realtime.Redis;

/// <summary>The nodes on one Redis. Leases are counted by its clock, so that the nodes' own clocks do not matter.</summary>
internal sealed class RedisNodes(RedisConnection redis, TimeProvider time) : BackgroundService, INodes
{
    private const string LeaseOf = "node:";

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RenewPeriod = TimeSpan.FromMilliseconds(390);
    private static readonly RedisScript Renew = RedisScript.Load(typeof(RedisNodes), "nodes-renew");
    private static readonly RedisScript Lost = RedisScript.Load(typeof(RedisNodes), "nodes-lost");

    private long steadySince = -1;
    private bool hasBeenHere;

    public event EventHandler? Returned;

    public string Self { get; } = RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>
    /// When Redis was away, or this node asleep, everybody's lease may have run out: the others get the time of a lease to come
    /// back before they are judged.
    /// </summary>
    public async ValueTask<IReadOnlyList<string>> LostAsync()
    {
        var since = Interlocked.Read(ref steadySince);
        if (since < 0 || time.GetElapsedTime(since) < Lease) return [];
        return (string[])await Lost.RunAsync(redis, [redis.Key("nodes")], (string)redis.Key(LeaseOf)!);
    }

    public async ValueTask ForgetAsync(string node) => await redis.RunAsync(database => database.SetRemoveAsync(redis.Key("nodes"), node));

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryRenewAsync();
        await base.StartAsync(cancellationToken);
    }

    /// <summary>A node that stops says so, and its traces are cleared away at once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await redis.RunAsync(database => database.KeyDeleteAsync(redis.Key(LeaseOf + Self)));
        }
        catch (RealtimeUnavailableException)
        {
            // The lease runs out by itself.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var period = new PeriodicTimer(RenewPeriod, time);
        while (await period.WaitForNextTickAsync(stoppingToken)) await TryRenewAsync();
    }

    private async Task TryRenewAsync()
    {
        try
        {
            var had = (long)await Renew.RunAsync(redis, [redis.Key(LeaseOf + Self), redis.Key("nodes")], Self, (long)Lease.TotalMilliseconds);
            if (had == 0 || Interlocked.Read(ref steadySince) < 0) Interlocked.Exchange(ref steadySince, time.GetTimestamp());
            if (had == 0 && hasBeenHere) Returned?.Invoke(this, EventArgs.Empty);
            hasBeenHere = true;
        }
        catch (RealtimeUnavailableException)
        {
            Interlocked.Exchange(ref steadySince, -1);
        }
    }
}
