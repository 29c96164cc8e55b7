using Matinee.Browser.Tests.Fixture;
using Matinee.Browser.Tests.Recording;

namespace Matinee.Browser.Tests;

/// <summary>What a host has beside play and pause, and what it does to the films of both.</summary>
[Collection(nameof(RunningFilm))]
public sealed class RoomControlsTests(RunningFilm room, ITestOutputHelper output)
{
    private const double MostSkewMs = 50;
    private const int StepsAway = 10;
    private const double SecondsBehind = 5;

    [Fact]
    public async Task A_speed_that_the_host_chooses_is_the_speed_of_both()
    {
        var screening = await room.PlayingAsync();
        try
        {
            await screening.Host.Page.GetByTestId("speed").SelectOptionAsync("1.5");
            await Expect(screening.Guest.Page.GetByTestId("speed")).ToContainTextAsync("1.5×");
            await Eventually.BecomesTrueAsync(async () => await RateAsync(screening.Host) > 1.3 && await RateAsync(screening.Guest) > 1.3, "both films faster");
            await screening.ConvergesAsync();
            var track = await SkewCheck.StayTogetherAsync(screening, "speed 1.5", MostSkewMs, output);
            Assert.Equal(1.5, track.Speed, 0.05);
        }
        finally
        {
            await screening.Host.Page.GetByTestId("speed").SelectOptionAsync("1");
        }

        await Expect(screening.Guest.Page.GetByTestId("speed")).ToHaveCountAsync(0);
        await Eventually.BecomesTrueAsync(async () => await RateAsync(screening.Host) < 1.2 && await RateAsync(screening.Guest) < 1.2, "both films as fast as usual");
    }

    [Fact]
    public async Task A_seek_that_is_undone_takes_both_back_to_where_they_were()
    {
        var screening = await room.PlayingAsync();
        var before = await screening.Guest.PositionAsync();
        await screening.Host.SeekForwardAsync();
        await Eventually.BecomesTrueAsync(async () => await screening.Guest.PositionAsync() > before + 8, "the guest's film ten seconds on");
        var sought = await screening.Guest.PositionAsync();
        await Expect(screening.Guest.Page.GetByTestId("seek-toast")).ToContainTextAsync("Ana Lopez jumped to");
        await Expect(screening.Guest.Page.GetByTestId("undo-seek")).ToHaveCountAsync(0);

        await screening.Host.Page.GetByTestId("undo-seek").ClickAsync();

        await Task.WhenAll(IsBackAsync(screening.Host), IsBackAsync(screening.Guest));
        await screening.ConvergesAsync();

        async Task IsBackAsync(Viewer viewer)
        {
            await Eventually.BecomesTrueAsync(async () => await viewer.PositionAsync() < sought - 4, $"{viewer.Name}'s film back");
            Assert.True(await viewer.PositionAsync() > before - 1, $"{viewer.Name}'s film is before the place that the seek left.");
            await Expect(viewer.Page.GetByTestId("seek-toast")).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task Where_nobody_waits_the_film_goes_on_without_who_has_none_and_they_come_back_to_it()
    {
        var screening = await room.PlayingAsync();
        var (host, guest) = (screening.Host, screening.Guest);
        await ChoosePolicyAsync(host, "setting-catch-up");
        try
        {
            // To where nothing is buffered, and from there on hardly more arrives than is played: so the film runs dry soon.
            guest.Network.PaceFilm();
            for (var i = 0; i < StepsAway; i++) await host.SeekForwardAsync();
            await screening.ConvergesAsync();
            guest.Network.HoldFilm();
            await Eventually.BecomesTrueAsync(async () => await host.PositionAsync() - await guest.PositionAsync() > SecondsBehind, "the guest's film far behind");
            await Eventually.BecomesTrueAsync(host.IsInSyncAsync, "the host's film running on");
            await Expect(host.Page.GetByText("Waiting for")).ToHaveCountAsync(0);

            guest.Network.ReleaseFilm();
            await screening.ConvergesAsync();
        }
        finally
        {
            await ChoosePolicyAsync(host, "setting-wait");
        }
    }

    private static Task<double> RateAsync(Viewer viewer) => viewer.Film.EvaluateAsync<double>("video => video.playbackRate");

    private static async Task ChoosePolicyAsync(Viewer host, string policy)
    {
        await host.Page.GetByRole(AriaRole.Button, new() { Name = "Party settings" }).ClickAsync();
        await host.Page.GetByTestId(policy).CheckAsync();
        await host.Page.Keyboard.PressAsync("Escape");
        await Expect(host.Page.GetByTestId(policy)).ToBeHiddenAsync();
    }
}
