using Matinee.Domain.Library;
using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

/// <summary>Any film that a person owns: what comes out of it has the right shape and length.</summary>
public sealed class AnyFilmTests(Packagings packagings) : IClassFixture<Packagings>
{
    private LongClips Clips => packagings.Clips;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dvd.mpg", FilmContainer.MpegPs)]
    [InlineData("windows.wmv", FilmContainer.Asf)]
    [InlineData("flash.flv", FilmContainer.Flv)]
    [InlineData("free.ogv", FilmContainer.Ogg)]
    public async Task Old_kinds_of_film_are_converted(string name, FilmContainer container)
    {
        var (video, package) = await packagings.PackageAsync(Clips.Old(name));

        Assert.Equal((VideoStatus.Ready, container, false), (video.Status, video.Container, video.PlaysDirectly));
        Assert.True(package.IsComplete);
        Assert.Equal([(160, 90), (320, 180)], package.Pictures.Select(picture => (picture.Width, picture.Height)));
        Assert.All(package.Renditions, rendition => Assert.Equal(4, rendition.Length, 0.2));
        Assert.Single(package.Sounds);
        Assert.NotNull(package.Storyboard);
        Assert.Empty((await packagings.Parts.Library.ProcessingOfAsync(video, Ct)).Notes);
    }

    [Fact]
    public async Task A_broadcast_in_fields_is_converted()
    {
        var (video, package) = await packagings.PackageAsync(Clips.Broadcast);

        Assert.Equal((VideoStatus.Ready, FilmContainer.MpegTs), (video.Status, video.Container));
        Assert.Equal([(160, 90), (320, 180)], package.Pictures.Select(picture => (picture.Width, picture.Height)));
        Assert.All(package.Renditions, rendition => Assert.Equal(4, rendition.Length, 0.2));
        Assert.Equal("progressive", Probed(video, package.Find("v180")!, "stream=field_order"));
    }

    [Fact]
    public async Task A_recording_in_H264_begins_at_zero()
    {
        var (video, package) = await packagings.PackageAsync(Clips.Recording);

        Assert.True(package.IsComplete);
        Assert.All(package.Renditions, rendition => Assert.Equal(12, rendition.Length, 0.2));
        Assert.All(package.Renditions, rendition => Assert.StartsWith("0.0", Probed(video, rendition, "stream=start_time"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_turned_film_stands()
    {
        var (_, package) = await packagings.PackageAsync(Clips.Turned);

        Assert.Equal([(90, 160), (180, 320)], package.Pictures.Select(picture => (picture.Width, picture.Height)));
    }

    [Fact]
    public async Task Wide_samples_are_named_where_they_are_copied_and_squared_where_not()
    {
        var (video, package) = await packagings.PackageAsync(Clips.Anamorphic);

        Assert.Equal(
            [(160, 90, "1:1"), (320, 180, "1:1"), (352, 288, "16:11")],
            package.Pictures.Select(picture => (picture.Width, picture.Height, picture.SampleAspect)));
        Assert.Contains("width=\"352\" height=\"288\" sar=\"16:11\"", DashManifest.Write(package), StringComparison.Ordinal);
        Assert.Equal("512x288", LongClips.Output("ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0:s=x", packagings.Parts.Files.PosterPath(video.Id)).Trim());
    }

    [Fact]
    public async Task A_film_of_high_dynamic_range_is_mapped_to_the_brightness_of_other_screens()
    {
        var (video, package) = await packagings.PackageAsync(Clips.HighDynamicRange);

        Assert.Equal(VideoStatus.Ready, video.Status);
        Assert.All(package.Pictures, picture => Assert.Equal("yuv420p\nbt709", Probed(video, picture, "stream=pix_fmt,color_transfer")));
    }

    [Fact]
    public async Task Where_the_usual_sound_cannot_be_decoded_another_is_taken_and_the_owner_told()
    {
        var (video, package) = await packagings.PackageAsync(Clips.UnknownSound);

        Assert.Equal(VideoStatus.Ready, video.Status);
        Assert.Equal("mp4a.40.2", Assert.Single(package.Sounds).Codecs);
        var state = await packagings.Parts.Library.ProcessingOfAsync(video, Ct);
        Assert.Equal(
            "This film also holds sound in an unknown codec, which this server does not convert: another sound of the film is played instead.",
            Assert.Single(state.Notes));
        Assert.Null(state.Note);
    }

    [Fact]
    public async Task Pictures_that_end_before_they_should_do_not_hide_behind_the_sound()
    {
        var (video, _) = await packagings.PackageAsync(Clips.ShortPictures);

        Assert.Equal(VideoStatus.Failed, video.Status);
        Assert.StartsWith("This film is cut short", video.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_that_are_converted_only_in_part_are_not_published()
    {
        var parts = packagings.Parts;
        var video = await parts.UploadAsync(packagings.Owner, await File.ReadAllBytesAsync(Clips.Hevc, Ct));
        await parts.ProcessOneAsync();

        // The first -t is that of the pictures.
        var halving = Clips.Script(
            "#!/bin/sh\nfirst=1\nfor a; do shift; if [ \"$before$first\" = -t1 ]; then a=5; first=0; fi; before=$a; set -- \"$@\" \"$a\"; done\n" + $"exec {Fence.Locate("ffmpeg")} \"$@\"\n");
        Assert.True(await parts.NewProcessing(parts.Clock, parts.Media with { Ffmpeg = halving }).ProcessNextAsync(JobLane.First, Ct));

        Assert.Equal("This film could be converted only in part; it may be damaged.", (await parts.Library.FindAsync(video.Id, Ct))!.Failure);
        await parts.ProcessAllAsync();
    }

    [Fact]
    public async Task Subtitles_that_cannot_be_read_are_told_of_and_the_film_plays()
    {
        var parts = packagings.Parts;
        var video = await parts.UploadAsync(packagings.Owner, await File.ReadAllBytesAsync(Clips.Hevc, Ct));
        await parts.ProcessOneAsync();
        Assert.True(await parts.NewProcessing(parts.Clock, parts.Media with { Ffmpeg = Clips.Script("#!/bin/sh\nexit 1\n") }).ProcessNextAsync(JobLane.Quick, Ct));

        await parts.ProcessAllAsync();

        var state = await parts.Library.ProcessingOfAsync((await parts.Library.FindAsync(video.Id, Ct))!, Ct);
        Assert.Equal((ProcessingStage.Finished, 100.0, null), (state.Stage, state.Percent, state.Note));
        Assert.Equal(["The film's own subtitles cannot be read."], state.Notes);
    }

    private string Probed(Video video, Rendition rendition, string entries) =>
        LongClips.Output("ffprobe", "-v", "error", "-show_entries", entries, "-of", "default=nw=1:nk=1", packagings.Joined(video, rendition)).Trim();
}
