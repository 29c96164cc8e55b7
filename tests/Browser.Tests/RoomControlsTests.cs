using System.Text.RegularExpressions;
using Matinee.Browser.Tests.Fixture;
using Matinee.Browser.Tests.Recording;

namespace Matinee.Browser.Tests;

/// <summary>What a host has beside play and pause, and what it does to the films of both.</summary>
[Collection(nameof(RunningFilm))]
public sealed class RoomControlsTests(RunningFilm room, ITestOutputHelper output)
{
    private const double MostSkewMs = 50;
    private const int StepsAway = 10;

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
        await Expect(screening.Guest.Page.GetByTestId("seek-toast")).ToContainTextAsync("Ana jumped to");
        await Expect(screening.Guest.Page.GetByTestId("undo-seek")).ToHaveCountAsync(0);

        await screening.Host.Page.GetByTestId("undo-seek").ClickAsync();

        foreach (var viewer in (Viewer[])[screening.Host, screening.Guest])
        {
            await Eventually.BecomesTrueAsync(async () => await viewer.PositionAsync() < sought - 4, $"{viewer.Name}'s film back");
            Assert.True(await viewer.PositionAsync() > before - 1, $"{viewer.Name}'s film is before the place that the seek left.");
            await Expect(viewer.Page.GetByTestId("seek-toast")).ToHaveCountAsync(0);
        }

        await screening.ConvergesAsync();
    }

    [Fact]
    public async Task Where_nobody_waits_who_fell_behind_says_so_and_is_brought_back_at_a_click()
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
            await Expect(guest.Page.GetByTestId("behind")).ToContainTextAsync(new Regex("You are (?:[3-9]|[1-9][0-9]) s behind", RegexOptions.None, TimeSpan.FromSeconds(1)), new() { Timeout = 20_000 });
            Assert.True(await host.IsInSyncAsync());
            await Expect(host.Page.GetByText("Waiting for")).ToHaveCountAsync(0);

            guest.Network.ReleaseFilm();
            await Eventually.BecomesTrueAsync(() => guest.Film.EvaluateAsync<bool>("video => video.readyState > 2"), "enough of the guest's film");
            var from = FilmRecorder.HarnessClock();
            await guest.Page.GetByTestId("catch-up").ClickAsync();
            await Expect(guest.Page.GetByTestId("behind")).ToHaveCountAsync(0);
            await screening.ConvergesAsync();
            Assert.True((await guest.Recorder.TakeAsync(from)).FurthestStep > 1, "The film came back by itself and not by a jump.");
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
