using Matinee.Browser.Tests.Fixture;
using Matinee.Browser.Tests.Recording;

namespace Matinee.Browser.Tests;

/// <summary>
/// Two browsers on slow networks, watched by a recorder of our own. The bound is the product's promise for a bad network, and
/// what was measured is in the test's output and in <c>results/skew.csv</c>.
/// </summary>
[Collection(nameof(RunningFilm))]
public sealed class SynchronisationTests(RunningFilm room, ITestOutputHelper output)
{
    private const double MostSkewMs = 40;
    private const int StepsAway = 10;

    [Fact]
    public async Task Two_viewers_see_the_same_moment_while_the_film_plays()
    {
        var screening = await room.PlayingAsync();
        await StaysTogetherAsync(screening, "play");
    }

    [Fact]
    public async Task Two_viewers_see_the_same_moment_over_HLS()
    {
        await using var screening = await Screening.OpenInSegmentsAsync();
        await screening.PlayAsync();
        await Expect(screening.Guest.Page.GetByTestId("quality").Locator("option")).ToHaveCountAsync(3);
        await StaysTogetherAsync(screening, "play over HLS");

        var before = await screening.Guest.PositionAsync();
        await screening.Host.SeekForwardAsync();
        await Eventually.BecomesTrueAsync(async () => await screening.Guest.PositionAsync() > before + 8, "the guest's film ten seconds on");
        await screening.ConvergesAsync();
        await StaysTogetherAsync(screening, "seek over HLS");
    }

    [Fact]
    public async Task A_pause_shows_both_the_same_frame_and_play_goes_on_together()
    {
        var screening = await room.PlayingAsync();
        var playing = await screening.Guest.PictureAsync();
        var seen = await screening.Guest.PositionAsync();
        await Eventually.BecomesTrueAsync(async () => await screening.Guest.PositionAsync() > seen + 0.5, "another picture");

        await screening.Host.TogglePlaybackAsync();
        await Eventually.BecomesTrueAsync(
            async () => await screening.Host.StandsAsync() && await screening.Guest.StandsAsync(), "both films paused");
        var (here, there) = (await screening.Host.PositionAsync(), await screening.Guest.PositionAsync());
        output.WriteLine($"paused at {here:F4} s and {there:F4} s");
        Assert.InRange(Math.Abs(here - there), 0, Clips.FrameSeconds);
        await Eventually.BecomesTrueAsync(
            async () => await screening.Host.PictureAsync() == await screening.Guest.PictureAsync(), "the same picture on both screens");
        Assert.NotEqual(playing, await screening.Guest.PictureAsync());

        await screening.Host.TogglePlaybackAsync();
        await screening.ConvergesAsync();
        await StaysTogetherAsync(screening, "pause and play");
    }

    [Fact]
    public async Task A_seek_takes_both_to_the_same_place()
    {
        var screening = await room.PlayingAsync();
        var before = await screening.Guest.PositionAsync();
        await screening.Host.SeekForwardAsync();
        await Eventually.BecomesTrueAsync(async () => await screening.Guest.PositionAsync() > before + 8, "the guest's film ten seconds on");
        await screening.ConvergesAsync();
        await StaysTogetherAsync(screening, "seek");
    }

    [Fact]
    public async Task The_room_waits_for_a_viewer_whose_film_stalls_and_goes_on_together()
    {
        var screening = await room.PlayingAsync();
        screening.Guest.Network.HoldFilm();

        // To where nobody has fetched the film yet: what is buffered here would last for another minute.
        for (var i = 0; i < StepsAway; i++) await screening.Host.SeekForwardAsync();
        try
        {
            await Expect(screening.Host.Page.GetByText($"Waiting for {screening.Guest.Name}").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        }
        finally
        {
            output.WriteLine($"stalled: {await screening.Guest.DescribeFilmAsync()}");
        }

        await Eventually.BecomesTrueAsync(screening.Host.StandsAsync, "the host's film standing");
        screening.Guest.Network.ReleaseFilm();
        await screening.ConvergesAsync();
        await StaysTogetherAsync(screening, "stall");
    }

    [Fact]
    public async Task A_late_joiner_comes_into_the_running_film()
    {
        var screening = await room.PlayingAsync();
        await screening.LateJoinerAsync();
        await screening.ConvergesAsync();
        await StaysTogetherAsync(screening, "late join");
    }

    private Task StaysTogetherAsync(Screening screening, string phase) => SkewCheck.StayTogetherAsync(screening, phase, MostSkewMs, output);
}
