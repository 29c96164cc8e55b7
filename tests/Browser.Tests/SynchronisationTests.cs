using Matinee.Browser.Tests.Fixture;
using Matinee.Browser.Tests.Recording;

namespace Matinee.Browser.Tests;

/// <summary>
/// Two browsers on slow networks, watched by a recorder of our own. The bound is the product's promise for a bad network, and
/// what was measured is in the test's output and in <c>results/skew.csv</c>.
/// </summary>
public sealed class SynchronisationTests(ITestOutputHelper output)
{
    private const double MostSkewMs = 40;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5.5);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Two_viewers_see_the_same_moment_while_the_film_plays()
    {
        await using var screening = await Screening.OpenAsync();
        await screening.PlayAsync();
        await StaysTogetherAsync(screening, "play");
    }

    [Fact]
    public async Task A_pause_shows_both_the_same_frame_and_play_goes_on_together()
    {
        await using var screening = await Screening.OpenAsync();
        await screening.PlayAsync();
        var playing = await screening.Host.PictureAsync();

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
        await using var screening = await Screening.OpenAsync();
        await screening.PlayAsync();
        var before = await screening.Guest.PositionAsync();
        await screening.Host.SeekForwardAsync();
        await Eventually.BecomesTrueAsync(async () => await screening.Guest.PositionAsync() > before + 8, "the guest's film ten seconds on");
        await screening.ConvergesAsync();
        await StaysTogetherAsync(screening, "seek");
    }

    [Fact]
    public async Task The_room_waits_for_a_viewer_whose_film_stalls_and_goes_on_together()
    {
        await using var screening = await Screening.OpenAsync();
        await screening.PlayAsync();
        screening.Guest.Network.HoldFilm();
        await Expect(screening.Host.Page.GetByText("Waiting for Ben").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Eventually.BecomesTrueAsync(screening.Host.StandsAsync, "the host's film standing");
        await Task.Delay(Stall);

        screening.Guest.Network.ReleaseFilm();
        await screening.ConvergesAsync();
        await StaysTogetherAsync(screening, "stall");
    }

    [Fact]
    public async Task A_late_joiner_comes_into_the_running_film()
    {
        await using var screening = await Screening.OpenAsync();
        await screening.PlayAsync();
        await screening.LateJoinerAsync();
        await screening.ConvergesAsync();
        await StaysTogetherAsync(screening, "late join");
    }

    private async Task StaysTogetherAsync(Screening screening, string phase)
    {
        var (host, guest) = await FilmRecorder.WatchAsync(screening.Host.Recorder, screening.Guest.Recorder, Window);
        var skew = Skew.Between(host, guest);
        output.WriteLine($"{phase}: {skew}");
        await Results.AddAsync(phase, skew);
        Assert.True(skew.Coverage > 0.8, $"{phase}: the films ran together and were observed in {skew.Coverage:P0} of the time only");
        Assert.True(skew.P95 <= MostSkewMs, $"{phase}: {skew}");
    }
}
