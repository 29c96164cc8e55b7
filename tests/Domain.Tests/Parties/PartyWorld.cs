using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Parties;
using Matinee.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Matinee.Domain.Tests.Parties;

/// <summary>The parties of one process on a database; a second one on the same database is a restart.</summary>
internal sealed class PartyWorld : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public PartyWorld(IDatabase database, ManualClock clock)
    {
        Clock = clock;
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<IDatabase>(new Kept(database))
            .AddSingleton<ViewingRights>()
            .AddMatineeRealtime()
            .AddParties(new PartyOptions())
            .BuildServiceProvider();
        _ = Parties;
    }

    public ManualClock Clock { get; }

    public Domain.Parties.Parties Parties => services.GetRequiredService<Domain.Parties.Parties>();

    public PartyChat Chat => services.GetRequiredService<PartyChat>();

    public IBackplane Backplane => services.GetRequiredService<IBackplane>();

    public async Task<PartyWorld> StartedAsync()
    {
        foreach (var service in services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
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
