namespace Matinee.Browser.Tests.Fixture;

/// <summary>A server, a host with a film, and a guest who has joined; the film has not been started.</summary>
internal sealed class Screening : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> rest = [];

    private Screening(ServerProcess server, Viewer host, Viewer guest)
    {
        Server = server;
        Host = host;
        Guest = guest;
        rest.AddRange([host, guest, server]);
    }

    public ServerProcess Server { get; }

    public Viewer Host { get; }

    public Viewer Guest { get; private set; }

    public string Code { get; private set; } = "";

    public static async Task<Screening> OpenAsync(string? connectionString = null, bool isGuestEager = true)
    {
        var server = new ServerProcess(connectionString);
        await server.StartAsync();
        var host = await Viewer.OpenAsync("Ana", server, seed: 1);
        var guest = await Viewer.OpenAsync("Ben", server, seed: 1_000_001, isEager: isGuestEager);
        var screening = new Screening(server, host, guest);
        await host.SignUpAsync();
        await host.UploadAsync(await Clips.FilmAsync());
        screening.Code = await host.StartPartyAsync();
        await guest.JoinAsGuestAsync(screening.Code);
        return screening;
    }

    public async Task PlayAsync()
    {
        await Host.StartFilmAsync();
        await ConvergesAsync();
    }

    /// <summary>Both say that they are in sync, with the film running.</summary>
    public Task ConvergesAsync() =>
        Eventually.BecomesTrueAsync(async () => await Host.IsInSyncAsync() && await Guest.IsInSyncAsync(), "both films running in sync");

    /// <summary>The guest closes the browser, and somebody else comes.</summary>
    public async Task<Viewer> LateJoinerAsync()
    {
        await Guest.DisposeAsync();
        rest.Remove(Guest);
        Guest = await Viewer.OpenAsync("Cleo", Server, seed: 2_000_001);
        rest.Insert(0, Guest);
        await Guest.JoinAsGuestAsync(Code);
        return Guest;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in rest) await part.DisposeAsync();
    }
}
