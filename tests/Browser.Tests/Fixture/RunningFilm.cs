namespace Matinee.Browser.Tests.Fixture;

/// <summary>One party for all tests of these classes: each finds the film running and may leave it anywhere. They run alone, as <see cref="Undisturbed"/>.</summary>
[CollectionDefinition(nameof(RunningFilm), DisableParallelization = true)]
public sealed class RunningFilm : IAsyncLifetime, ICollectionFixture<RunningFilm>
{
    private Screening? screening;

    public async ValueTask InitializeAsync()
    {
        screening = await Screening.OpenAsync();
        try
        {
            await screening.PlayAsync();
        }
        catch
        {
            // Nobody disposes of a fixture that did not come up.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (screening is not null) await screening.DisposeAsync();
    }

    internal async Task<Screening> PlayingAsync()
    {
        screening!.Guest.Network.ReleaseFilm();
        if (await screening.Host.Page.GetByTestId("control-play").GetAttributeAsync("aria-label") == "Play for everyone")
            await screening.Host.TogglePlaybackAsync();
        await screening.ConvergesAsync();
        return screening;
    }
}
