using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

/// <summary>Films whose pictures are copied can be watched while that goes on.</summary>
public sealed class GrowingCopyTests(Packagings packagings) : IClassFixture<Packagings>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_film_is_watched_while_its_sound_is_still_converted()
    {
        var finished = packagings.Clips.NewPath("ac3-finished");
        var (video, working) = await BeginAsync(packagings.Clips.H264WithAc3, times: 2, finished);

        await Eventually.BecomesTrueAsync(async () => await StatusAsync(video) is VideoStatus.Ready, "a film to watch");

        Assert.False(File.Exists(finished));
        var growing = await packagings.Parts.PackageOfAsync(video);
        Assert.True(growing is { IsPlayable: true, IsComplete: false });
        var list = HlsPlaylists.WriteMedia(growing.Find("v180")!);
        Assert.Contains("#EXT-X-TARGETDURATION:10\n", list, StringComparison.Ordinal);
        Assert.Contains("#EXT-X-PLAYLIST-TYPE:EVENT\n", list, StringComparison.Ordinal);
        Assert.All(growing.Renditions, rendition => Assert.InRange(rendition.Durations.Count, 2, 10));

        Assert.True(await working);
        var whole = await packagings.Parts.PackageOfAsync(video);
        Assert.True(whole.IsComplete);
        Assert.Equal(12, whole.Find("v180")!.Length, 0.06);
        Assert.Contains("#EXT-X-TARGETDURATION:10\n", HlsPlaylists.WriteMedia(whole.Find("v180")!), StringComparison.Ordinal);
        Assert.Equal(growing.Find("a0")!.Durations, whole.Find("a0")!.Durations.Take(growing.Find("a0")!.Durations.Count));
    }

    [Fact]
    public async Task A_copy_is_given_up_as_soon_as_a_segment_is_too_long()
    {
        var finished = packagings.Clips.NewPath("rare-finished");
        var (video, working) = await BeginAsync(packagings.Clips.RareKeys, times: 4, finished);
        await Eventually.BecomesTrueAsync(async () => await StatusAsync(video) is VideoStatus.Ready, "a film to watch");

        Assert.True(await working);

        Assert.False(File.Exists(finished));
        Assert.Equal(VideoStatus.Processing, await StatusAsync(video));
        Assert.Empty((await packagings.Parts.PackageOfAsync(video)).Renditions);
        Assert.False(Directory.Exists(Path.Combine(packagings.Parts.Files.StreamFolder(video), "v180")));
        await packagings.Parts.ProcessAllAsync();
        Assert.Equal(VideoStatus.Ready, await StatusAsync(video));
        Assert.Equal(["v90", "e180"], (await packagings.Parts.PackageOfAsync(video)).Pictures.Select(picture => picture.Name));
    }

    private async Task<(VideoId Video, Task<bool> Working)> BeginAsync(string clip, int times, string finished)
    {
        var parts = packagings.Parts;
        var video = (await parts.UploadAsync(packagings.Owner, await File.ReadAllBytesAsync(clip, Ct))).Id;
        Assert.True(await parts.ProcessOneAsync());
        Assert.Equal(VideoStatus.Processing, await StatusAsync(video));
        var slowed = parts.Media with { Ffmpeg = packagings.Clips.Slowed(times, finished) };
        return (video, parts.NewProcessing(TimeProvider.System, slowed).ProcessNextAsync(JobLane.Quick, Ct));
    }

    private async Task<VideoStatus> StatusAsync(VideoId video) => (await packagings.Parts.Library.FindAsync(video, Ct))!.Status;
}
