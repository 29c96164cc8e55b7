using Matinee.Browser.Tests.Fixture;

namespace Matinee.Browser.Tests;

/// <summary>What somebody does who has just started the server: everything through the pages, nothing behind them.</summary>
[Collection(nameof(Undisturbed))]
public sealed class WatchingTogetherTests
{
    private const string HostOnly = "true";

    [Fact]
    public async Task Two_people_watch_a_film_from_sign_up_to_hand_over()
    {
        await using var server = await BuiltServer.StartAsync();
        await using var ana = await Viewer.OpenAsync("Ana", server, seed: 11);
        await using var ben = await Viewer.OpenAsync("Ben", server, seed: 12, isPhone: true);

        await ana.SignUpAsync();
        await ana.UploadAsync(await Clips.FilmAsync());
        var code = await ana.StartPartyAsync();
        await Expect(ana.Page.GetByTestId("invite-code")).ToHaveTextAsync(code);
        await ben.JoinAsGuestAsync(code);
        await Expect(ana.Page.GetByTestId("member")).ToHaveCountAsync(2);

        await ana.StartFilmAsync();
        await PlaysAsync(ana);
        await PlaysAsync(ben);
        await ana.TogglePlaybackAsync();
        await SeeTheSamePictureAsync(ana, ben);

        await ana.SayAsync("Can you see the stripes?");
        await Expect(ben.Messages).ToContainTextAsync(["Can you see the stripes?"]);
        await ben.SayAsync("Yes, and the ball 🍿");
        foreach (var viewer in (Viewer[])[ana, ben])
        {
            await Expect(viewer.Messages).ToContainTextAsync(["Can you see the stripes?", "Yes, and the ball 🍿"]);
            await Expect(viewer.Page.Locator("[data-testid=chat-message][data-pending=true]")).ToHaveCountAsync(0);
        }

        await Expect(ana.Messages.Last).ToContainTextAsync("Ben");
        await Expect(ben.Messages.First).ToContainTextAsync("Ana Lopez");
        await ben.ReactAsync();
        await Expect(ana.Page.GetByTestId("reaction-float")).ToContainTextAsync(["Ben"]);

        await HandOverAsync(ana, to: "Ben");
        await CannotControlAsync(ana);
        await ben.TogglePlaybackAsync();
        await PlaysAsync(ana);
        await ben.TogglePlaybackAsync();
        await SeeTheSamePictureAsync(ana, ben);
        Assert.Empty(ana.Errors.Concat(ben.Errors));
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task A_removed_guest_is_told_so_and_is_gone()
    {
        await using var screening = await Screening.OpenAsync();
        var (host, guest) = (screening.Host.Page, screening.Guest.Page);
        await host.GetByRole(AriaRole.Button, new() { Name = "Remove Ben" }).ClickAsync();
        await host.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(guest.GetByTestId("gone")).ToHaveAttributeAsync("data-kind", "kicked");
        await Expect(guest.GetByRole(AriaRole.Heading, new() { Name = "You were removed from this party" })).ToBeVisibleAsync();
        await Expect(host.GetByTestId("member")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_text_file_named_mp4_is_refused_with_a_sentence()
    {
        await using var server = await BuiltServer.StartAsync();
        await using var ana = await Viewer.OpenAsync("Ana", server, seed: 13);
        await ana.SignUpAsync();
        await ana.Page.GetByTestId("upload-input").SetInputFilesAsync(await Clips.TextNamedMp4Async());
        var upload = ana.Page.GetByTestId("upload");
        await Expect(upload).ToHaveAttributeAsync("data-phase", "failed", new() { Timeout = 30_000 });
        await Expect(upload.GetByRole(AriaRole.Alert)).ToContainTextAsync("not a film that can be read");
        await Expect(ana.Page.Locator("[data-testid=video-card][data-status=ready]")).ToHaveCountAsync(0);
    }

    private static Task PlaysAsync(Viewer viewer) => Eventually.BecomesTrueAsync(viewer.IsInSyncAsync, $"{viewer.Name}'s film running in sync");

    private static async Task SeeTheSamePictureAsync(Viewer one, Viewer other)
    {
        await Eventually.BecomesTrueAsync(async () => await one.StandsAsync() && await other.StandsAsync(), "both films paused");
        Assert.InRange(Math.Abs(await one.PositionAsync() - await other.PositionAsync()), 0, Clips.FrameSeconds);
        await Eventually.BecomesTrueAsync(async () => await one.PictureAsync() == await other.PictureAsync(), "the same picture on both screens");
    }

    private static async Task HandOverAsync(Viewer host, string to)
    {
        await host.Page.GetByRole(AriaRole.Button, new() { Name = $"Hand over to {to}" }).ClickAsync();
        await host.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Hand over", Exact = true }).ClickAsync();
        await Expect(host.Page.Locator("[data-testid=member][data-role=HOST]")).ToContainTextAsync(to);
    }

    /// <summary>The button says who has the remote, and pressing it changes nothing.</summary>
    private static async Task CannotControlAsync(Viewer viewer)
    {
        var play = viewer.Page.GetByTestId("control-play");
        await Expect(play).ToHaveAttributeAsync("aria-disabled", HostOnly);
        await play.ClickAsync(new() { Force = true });
        await Expect(viewer.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Ben has the remote" })).ToBeVisibleAsync();
        Assert.True(await viewer.StandsAsync());
    }
}
