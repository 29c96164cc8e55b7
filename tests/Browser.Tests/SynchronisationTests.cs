using Matinee.Browser.Tests.Fixture;
using Matinee.Browser.Tests.Recording;

namespace Matinee.Browser.Tests;

/// <summary>
/// Two browsers on slow networks, watched by a recorder of our own. The bound is the product's promise for a bad network, and
/// what was measured is in the test's output and in <c>results/skew.csv</c>.
/// </summary>
public sealed class SynchronisationTests(SynchronisationTests.Room room, ITestOutputHelper output) : IClassFixture<SynchronisationTests.Room>
{
    private const double MostSkewMs = 40;
    private const double LeastCoverage = 0.8;
    private const int MostWindows = 3;
    private const int StepsAway = 10;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5.5);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Two_viewers_see_the_same_moment_while_the_film_plays()
    {
        var screening = await room.PlayingAsync();
        await StaysTogetherAsync(screening, "play");
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
        await Task.Delay(Stall);

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

    private async Task StaysTogetherAsync(Screening screening, string phase)
    {
        for (var left = MostWindows; ; left--)
        {
            var (host, guest) = await FilmRecorder.WatchAsync(screening.Host.Recorder, screening.Guest.Recorder, Window);
            var skew = Skew.Between(host, guest);
            output.WriteLine($"{phase}: {skew}, load {await Machine.LoadAsync()}");
            await Results.AddAsync(phase, skew);
            if (skew.Coverage >= LeastCoverage)
            {
                Assert.True(skew.P95 <= MostSkewMs, $"{phase}: {skew}");
                return;
            }

            // So few frames that the machine did not let the browsers run: that is no measurement, good or bad.
            Assert.True(left > 1, $"{phase}: no window could be measured; the last one: {skew}");
            await screening.ConvergesAsync();
        }
    }

    /// <summary>One party for all: each test finds the film running and may leave it anywhere.</summary>
    public sealed class Room : IAsyncLifetime
    {
        private Screening? screening;

        public async ValueTask InitializeAsync()
        {
            screening = await Screening.OpenAsync();
            await screening.PlayAsync();
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
}
