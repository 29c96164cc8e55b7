namespace Matinee.Browser.Tests.Fixture;

/// <summary>A server, a host with a film, and a guest who has joined; the film has not been started.</summary>
internal sealed class Screening : IAsyncDisposable
{
    private const int SmallerSize = 180;

    private readonly List<IAsyncDisposable> rest = [];

    private Screening()
    {
    }

    public ServerProcess Server { get; private set; } = null!;

    public Viewer Host { get; private set; } = null!;

    public Viewer Guest { get; private set; } = null!;

    public string Code { get; private set; } = "";

    public static async Task<Screening> OpenAsync(string? connectionString = null, bool isGuestEager = true)
    {
        var screening = new Screening();
        try
        {
            screening.Server = screening.Keep(await BuiltServer.StartAsync(connectionString));
            await screening.SeatAsync(host => host.SignUpAsync(), await Clips.FilmAsync(), isGuestEager);
            return screening;
        }
        catch
        {
            await screening.DisposeAsync();
            throw;
        }
    }

    /// <summary>Over HLS: a film in two sizes, which the host has published before.</summary>
    public static async Task<Screening> OpenInSegmentsAsync()
    {
        var screening = new Screening();
        try
        {
            screening.Server = screening.Keep(await BuiltServer.StartAsync(sizes: [SmallerSize]));
            using var owner = await FilmOwner.SignUpAsync(screening.Server);
            var stream = await owner.PublishAsync(await Clips.MinuteAsync());
            Assert.Equal(2, stream.GetProperty("quality_variants").GetArrayLength());
            await screening.SeatAsync(host => host.SignInAsync(FilmOwner.Email, FilmOwner.Password), film: null, isGuestEager: true);
            return screening;
        }
        catch
        {
            await screening.DisposeAsync();
            throw;
        }
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
        rest.Remove(Guest);
        await Guest.DisposeAsync();
        Guest = Keep(await Viewer.OpenAsync("Cleo", Server, seed: 2_000_001));
        await Guest.JoinAsGuestAsync(Code);
        return Guest;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in rest.AsEnumerable().Reverse()) await part.DisposeAsync();
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        rest.Add(part);
        return part;
    }

    /// <param name="film">Null where the library has it already.</param>
    private async Task SeatAsync(Func<Viewer, Task> enter, string? film, bool isGuestEager)
    {
        Host = Keep(await Viewer.OpenAsync("Ana", Server, seed: 1));
        Guest = Keep(await Viewer.OpenAsync("Ben", Server, seed: 1_000_001, isEager: isGuestEager));
        await enter(Host);
        if (film is not null) await Host.UploadAsync(film);
        Code = await Host.StartPartyAsync();
        await Guest.JoinAsGuestAsync(Code);
    }
}
