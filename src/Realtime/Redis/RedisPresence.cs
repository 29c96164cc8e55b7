using StackExchange.Redis;

namespace Matinee.Realtime.Redis;

/// <summary>Presence on all nodes: a sorted set per person, connections by the end of their lease.</summary>
internal sealed class RedisPresence(RedisConnection redis, TimeProvider time) : IPresence
{
    private static readonly RedisScript Renew = RedisScript.Load(typeof(RedisPresence), "presence-renew");

    public async ValueTask RenewAsync(string who, string connection, TimeSpan lease) =>
        await Renew.RunAsync(redis, [Key(who)], connection, Milliseconds(time.GetUtcNow()), Milliseconds(time.GetUtcNow() + lease));

    public async ValueTask LeaveAsync(string who, string connection) =>
        await redis.RunAsync(database => database.SortedSetRemoveAsync(Key(who), connection));

    public async ValueTask<IReadOnlySet<string>> OnlineAsync(IReadOnlyCollection<string> who)
    {
        var now = Milliseconds(time.GetUtcNow());
        string[] asked = [.. who];
        var live = await redis.RunAsync(database => Task.WhenAll(
            asked.Select(one => database.SortedSetLengthAsync(Key(one), now, double.PositiveInfinity, Exclude.Start))));
        return asked.Where((_, index) => live[index] > 0).ToHashSet();
    }

    private static long Milliseconds(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    private RedisKey Key(string who) => redis.Key($"presence:{who}");
}
