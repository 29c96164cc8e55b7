using Matinee.Browser.Tests.Fixture;

namespace Matinee.Browser.Tests;

/// <summary>Browsers play sound only after a touch of the page: whoever comes by a link has not touched anything yet.</summary>
[Collection(nameof(Undisturbed))]
public sealed class AutoplayTests
{
    private const string Sighted = "The page asks for a tap";

    // A look at the page through the driver counts as a touch. This one tells by itself.
    private const string Lookout =
        $$"""
        new MutationObserver((_, observer) => {
          if (!document.querySelector('[data-testid=tap-to-start]')) return;
          observer.disconnect();
          console.info('{{Sighted}}');
        }).observe(document, { childList: true, subtree: true });
        """;

    [Fact]
    public async Task A_viewer_who_opens_the_room_untouched_taps_once_and_is_in_sync()
    {
        await using var screening = await Screening.OpenAsync(isGuestEager: false);
        await screening.Host.StartFilmAsync();
        await Eventually.BecomesTrueAsync(screening.Host.IsInSyncAsync, "the host's film running in sync");

        // A new tab with the same seat: nothing has been touched in it.
        var page = await screening.Guest.Page.Context.NewPageAsync();
        await page.AddInitScriptAsync(Lookout);
        await page.RunAndWaitForConsoleMessageAsync(
            () => page.GotoAsync($"/party/{screening.Code}"), new() { Predicate = message => message.Text == Sighted });
        await Expect(page.GetByTestId("tap-to-start")).ToBeVisibleAsync();
        var film = page.GetByTestId("player-video");
        Assert.True(await film.EvaluateAsync<bool>("video => video.paused"));

        await page.GetByTestId("tap-to-start").ClickAsync();
        await Expect(page.GetByTestId("tap-to-start")).ToHaveCountAsync(0);
        await Eventually.BecomesTrueAsync(
            async () => await page.GetByTestId("sync-badge").GetAttributeAsync("data-state") == "in-sync"
                && await film.EvaluateAsync<bool>("video => !video.paused"),
            "the tapped film running in sync");
    }
}
