using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Parties;
using Matinee.Domain.Parties.Redis;
using Matinee.Realtime;
using Matinee.Realtime.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Matinee.Domain.Tests.Parties;

/// <summary>The parties of one process on a database; a second one on the same database is a restart.</summary>
internal sealed class PartyWorld : IAsyncDisposable
{
    private readonly ServiceProvider services;

    /// <param name="redis">Where nodes share the parties; null for a single node.</param>
    public PartyWorld(IDatabase database, ManualClock clock, RedisOptions? redis = null)
    {
        Clock = clock;
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<IDatabase>(new Kept(database))
            .AddSingleton<ViewingRights>()
            .AddMatineeRealtime(redis)
            .AddParties(new PartyOptions())
            .BuildServiceProvider();
        _ = Parties;
    }

    public ManualClock Clock { get; }

    public Domain.Parties.Parties Parties => services.GetRequiredService<Domain.Parties.Parties>();

    public PartyChat Chat => services.GetRequiredService<PartyChat>();

    public IPartyStates States => services.GetRequiredService<IPartyStates>();

    public PartyJournal Journal => services.GetRequiredService<PartyJournal>();

    public string Node => services.GetRequiredService<INodes>().Self;

    public NodeKeeper Keeper => services.GetServices<IHostedService>().OfType<NodeKeeper>().Single();

    public IBackplane Backplane => services.GetRequiredService<IBackplane>();

    /// <summary>As when this node's lease had run out.</summary>
    public void TellReturned() => Keeper.Returned();

    public async Task<PartyWorld> StartedAsync()
    {
        // Time is the test's, not that of Redis.
        foreach (var service in services.GetServices<IHostedService>().Where(service => service is not RedisClock))
            await service.StartAsync(CancellationToken.None);
        return this;
    }

    public async Task<Party> CreateAsync(string host, int seats = 10, string film = "film") =>
        (await Parties.CreateAsync(
            PartyDraft.Viewer(host), new PartyContent(new VideoId(film), "The Film", Duration: 600), seats, isPublic: false, new PartySettings(),
            PartyDraft.Connection(host))).OrThrow();

    public Task<Outcome<Party>> JoinAsync(PartyId party, string name) =>
        Parties.DoAsync(party, new PartyCommand.Join(PartyDraft.Viewer(name), PartyDraft.Connection(name)), origin: null);

    public async Task<Party> FindAsync(PartyId party) => await Parties.FindAsync(party) ?? throw new InvalidOperationException("No such party.");

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }

    /// <summary>The fixture's database outlives a world.</summary>
    private sealed class Kept(IDatabase database) : IDatabase
    {
        public Dialect Dialect => database.Dialect;

        public Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct = default) => database.ReadAsync(work, ct);

        public Task<T> WriteAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct = default) => database.WriteAsync(work, ct);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
