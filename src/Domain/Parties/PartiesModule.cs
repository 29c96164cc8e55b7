using Matinee.Database;
using Matinee.Domain.Library;
using Matinee.Domain.Parties.Memory;
using Matinee.Domain.Parties.Redis;
using Matinee.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matinee.Domain.Parties;

public static class PartiesModule
{
    /// <summary>
    /// After <see cref="RealtimeModule.AddMatineeRealtime"/>, which decides where the parties live. Takes
    /// <see cref="PartyPasswordOptions"/> where they are registered.
    /// </summary>
    public static IServiceCollection AddParties(this IServiceCollection services, PartyOptions options)
    {
        services.TryAddSingleton(new PartyPasswordOptions());
        return (services.SharesState() ? AddRedis(services) : services.AddSingleton<IPartyStates, MemoryPartyStates>())
            .AddSingleton(options)
            .AddSingleton<PartyPasswords>()
            .AddSingleton<ServerClock>()
            .AddSingleton<PartyStore>()
            .AddSingleton<ChatStore>()
            .AddSingleton<PartyJournal>()
            .AddSingleton<ChatWriter>()
            .AddSingleton<NodeConnections>()
            .AddSingleton(provider => new Parties(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<PartyStore>(),
                provider.GetRequiredService<IPartyStates>(),
                provider.GetRequiredService<ITimers>(),
                provider.GetRequiredService<NodeConnections>(),
                provider.GetRequiredService<ViewingRights>(),
                provider.GetRequiredService<ServerClock>(),
                provider.GetRequiredService<PartyOptions>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<IBackplane>()))
            .AddSingleton<PartyDirectory>()
            .AddSingleton(provider => new PartyChat(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<ChatStore>(),
                provider.GetRequiredService<ChatWriter>(),
                provider.GetRequiredService<IPartyStates>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<PartyFeeds>()
            .AddHostedService<PartyKeeper>();
    }

    private static IServiceCollection AddRedis(IServiceCollection services) =>
        services
            .AddSingleton<PartyCells>()
            .AddSingleton<IPartyStates, RedisPartyStates>()
            .AddHostedService<RedisClock>()
            .AddHostedService<NodeKeeper>();
}
