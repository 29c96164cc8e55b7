using Matinee.Realtime.Memory;
using Matinee.Realtime.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Matinee.Realtime;

public static class RealtimeModule
{
    /// <summary>Key of the <see cref="ICounters"/> that count in this process only, for when the shared ones do not answer.</summary>
    public const string Local = "local";

    /// <param name="redis">Where nodes share what happens; null for a single node. Features look for <see cref="RedisConnection"/>.</param>
    public static IServiceCollection AddMatineeRealtime(this IServiceCollection services, RedisOptions? redis = null)
    {
        services.AddKeyedSingleton<ICounters, MemoryCounters>(Local);
        return redis is null ? AddMemory(services) : AddRedis(services, redis);
    }

    /// <summary>Whether nodes share their state: features choose their version by this when they are added.</summary>
    public static bool SharesState(this IServiceCollection services) => services.Any(service => service.ServiceType == typeof(RedisConnection));

    private static IServiceCollection AddMemory(IServiceCollection services) =>
        services
            .AddSingleton<INodes, MemoryNodes>()
            .AddSingleton<IBackplane, MemoryBackplane>()
            .AddSingleton<ICounters, MemoryCounters>()
            .AddSingleton<IPresence, MemoryPresence>()
            .AddSingleton<ITimers, MemoryTimers>()
            .AddSingleton(new RealtimeHealth());

    private static IServiceCollection AddRedis(IServiceCollection services, RedisOptions redis) =>
        services
            .AddSingleton(redis)
            .AddSingleton<RedisConnection>()
            .AddSingleton<RedisNodes>()
            .AddSingleton<INodes>(provider => provider.GetRequiredService<RedisNodes>())
            .AddSingleton<IHostedService>(provider => provider.GetRequiredService<RedisNodes>())
            .AddSingleton<IBackplane, RedisBackplane>()
            .AddSingleton<ICounters, RedisCounters>()
            .AddSingleton<IPresence, RedisPresence>()
            .AddSingleton<ITimers, RedisTimers>()
            .AddSingleton(provider => new RealtimeHealth(provider.GetRequiredService<RedisConnection>()));
}
