using StackExchange.Redis;

namespace Matinee.Realtime.Redis;

/// <summary>Counters of all nodes: a hash per window, counted up by a script, so that no two counts read the same number.</summary>
internal sealed class RedisCounters(RedisConnection redis, TimeProvider time) : ICounters
{
    private static readonly RedisScript Count = RedisScript.Load(typeof(RedisCounters), "count");

    public async ValueTask<CounterReading> AddAsync(string key, TimeSpan window)
    {
        var now = time.GetUtcNow();
        var length = (long)window.TotalMilliseconds;
        var (from, until) = (now.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds() + length);
        var answer = (RedisValue[])await Count.RunAsync(redis, [Key(key)], from, until, length);
        return Reading(answer[0], answer[1]);
    }

    public async ValueTask<CounterReading?> ReadAsync(string key)
    {
        var window = await redis.RunAsync(database => database.HashGetAsync(Key(key), ["count", "ends"]));
        if (window[0].IsNull || window[1].IsNull) return null;
        var reading = Reading(window[0], window[1]);
        return reading.ResetsAt > time.GetUtcNow() ? reading : null;
    }

    private static CounterReading Reading(RedisValue count, RedisValue ends) => new((long)count, DateTimeOffset.FromUnixTimeMilliseconds((long)ends));

    private RedisKey Key(string key) => redis.Key($"counter:{key}");
}
