using Matinee.Realtime.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.Realtime.Tests;

/// <summary>Tests of which each has a Redis that it may stop and kill, and what a node has on it.</summary>
public abstract class OwnRedisCase : IAsyncLifetime
{
    private protected RedisServer Server { get; private set; } = null!;

    private protected RedisConnection Redis { get; private set; } = null!;

    private protected RedisBackplane Backplane { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await RedisServer.StartNewAsync();
        Redis = TestRedis.Connect(Server.ConnectionString, "matinee:");
        Backplane = new RedisBackplane(Redis, NullLogger<RedisBackplane>.Instance);
        await Eventually.BecomesTrueAsync(() => Redis.IsUp, "the first answer");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Backplane is not null) await Backplane.DisposeAsync();
        if (Redis is not null) await Redis.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
    }
}
