using Matinee.Domain.Parties;
using Matinee.Domain.Parties.Redis;
using Matinee.Realtime.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.Domain.Tests.Parties;

public sealed class RedisClockTests : IAsyncDisposable
{
    private readonly RedisConnection redis = new(TestRedis.Fresh(), NullLogger<RedisConnection>.Instance);

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    [Fact]
    public async Task Nodes_whose_wall_clocks_differ_by_seconds_agree_when_they_have_asked_Redis()
    {
        var ahead = new ServerClock(new SkewedTime(TimeSpan.FromSeconds(3)));
        var behind = new ServerClock(new SkewedTime(TimeSpan.FromSeconds(-2)));
        Assert.InRange(ahead.Now - behind.Now, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));

        foreach (var clock in new[] { ahead, behind })
        {
            using var leader = new RedisClock(redis, clock, TimeProvider.System);
            await leader.TryLeadAsync();
        }

        Assert.InRange((ahead.Now - behind.Now).Duration(), TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    private sealed class SkewedTime(TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + skew;
    }
}
