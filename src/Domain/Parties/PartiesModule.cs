using Matinee.Database;
using Matinee.Domain.Library;
using Matinee.Domain.Parties.Memory;
using Matinee.Realtime;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Domain.Parties;

public static class PartiesModule
{
    public static IServiceCollection AddParties(this IServiceCollection services, PartyOptions options) =>
        services
            .AddSingleton(options)
            .AddSingleton<ServerClock>()
            .AddSingleton<PartyStore>()
            .AddSingleton<ChatStore>()
            .AddSingleton<PartyJournal>()
            .AddSingleton<ChatWriter>()
            .AddSingleton<IPartyStates, MemoryPartyStates>()
            .AddSingleton(provider => new Parties(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<PartyStore>(),
                provider.GetRequiredService<IPartyStates>(),
                provider.GetRequiredService<ITimers>(),
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
            .AddHostedService<PartyKeeper>();
}
