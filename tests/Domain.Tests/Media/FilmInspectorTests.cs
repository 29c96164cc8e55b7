using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

public sealed class FilmInspectorTests(Clips clips)
{
    private static readonly MediaTools Shell = new(new MediaOptions { Ffprobe = "/bin/sh" });
    private readonly FilmInspector inspector = new(new MediaTools(new MediaOptions()));

    [Fact]
    public async Task H264_with_aac_in_mp4_is_fine_and_gets_a_poster()
    {
        var (found, poster) = await InspectAsync(clips.Mp4);

        Assert.Null(found.Fault);
        Assert.Equal(FilmContainer.Mp4, found.Facts!.Container);
        Assert.Equal((320, 180, "h264", 25.0), (found.Facts.Picture!.Width, found.Facts.Picture.Height, found.Facts.Picture.Codec, found.Facts.Picture.FrameRate));
        Assert.Equal("aac", found.Facts.Sound!.Codec);
        Assert.InRange(found.Facts.Duration!.Value, 3.9, 4.2);
        Assert.True(found.Facts.Bitrate > 0);
        Assert.Equal([0xFF, 0xD8, 0xFF], (await File.ReadAllBytesAsync(poster))[..3]);
    }

    [Fact]
    public async Task Mp4_with_its_index_at_the_end_and_mp3_sound_is_fine() =>
        Assert.Null((await InspectAsync(clips.Mp4WithIndexAtEnd)).Found.Fault);

    [Fact]
    public async Task Vp9_and_opus_in_webm_is_fine()
    {
        var (found, poster) = await InspectAsync(clips.WebM);

        Assert.Null(found.Fault);
        Assert.Equal(FilmContainer.WebM, found.Facts!.Container);
        Assert.True(File.Exists(poster));
    }

    [Fact]
    public async Task Vp8_and_vorbis_in_webm_is_fine() => Assert.Null((await InspectAsync(clips.Vp8)).Found.Fault);

    [Fact]
    public async Task Films_that_no_browser_plays_are_fine_when_we_can_decode_them()
    {
        foreach (var clip in (string[])[clips.Hevc, clips.MatroskaOfVp9, clips.Avi, clips.Mp4InTenBit])
        {
            var (found, poster) = await InspectAsync(clip);

            Assert.Null(found.Fault);
            Assert.False(found.PlaysDirectly);
            Assert.True(File.Exists(poster));
        }
    }

    [Fact]
    public Task A_decoder_that_is_not_on_our_list_is_not_used() =>
        FailsAsync(clips.MagicYuv, "This film holds MAGICYUV, which this server does not convert. Upload it as H.264");

    [Fact]
    public Task Sound_alone_fails() => FailsAsync(clips.SoundOnly, "sound but no moving picture");

    [Fact]
    public Task An_empty_file_fails() => FailsAsync(clips.Empty, "The file is empty.");

    [Fact]
    public Task Text_named_mp4_fails() => FailsAsync(clips.Text, "not a film that can be read");

    [Fact]
    public Task An_mp4_without_its_index_fails() => FailsAsync(clips.Mp4WithoutIndex, "its beginning or end is missing");

    [Fact]
    public Task An_mp4_whose_pictures_are_missing_fails() => FailsAsync(clips.Mp4CutShort, "cut short");

    [Fact]
    public Task A_webm_that_is_cut_short_fails() => FailsAsync(clips.WebMCutShort, "cut short");

    [Fact]
    public Task A_playlist_is_not_followed() => FailsAsync(clips.Playlist, "not a film that can be read");

    [Fact]
    public Task A_concat_script_that_names_a_good_film_is_not_followed() => FailsAsync(clips.Concat, "not a film that can be read");

    [Fact]
    public async Task What_a_script_names_is_not_even_opened()
    {
        // Whoever opens a pipe that nobody writes to waits, and this film would then take too long to examine.
        var pipe = clips.NewPath("pipe.mp4");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [pipe])) await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists(pipe));

        await FailsAsync(clips.Write("opens-pipe.mp4", "ffconcat version 1.0\nfile pipe.mp4\n"u8), "not a film that can be read");
    }

    [Fact]
    public async Task A_missing_ffprobe_is_the_machines_fault()
    {
        var tools = new MediaTools(new MediaOptions { Ffprobe = "no-such-program" });

        Assert.Equal(["no-such-program"], tools.Missing());
        await Assert.ThrowsAsync<MediaToolException>(() =>
            new FilmInspector(tools).InspectAsync(clips.Mp4, clips.NewPath("unused.jpg"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_picture_that_takes_too_long_is_not_called_damaged()
    {
        var slow = new MediaTools(new MediaOptions { Ffmpeg = clips.NewScript("#!/bin/sh\nkill -XCPU $$\n") });

        var found = await new FilmInspector(slow).InspectAsync(clips.Mp4, clips.NewPath("slow.jpg"), TestContext.Current.CancellationToken);

        Assert.Contains("takes too long to examine", found.Fault);
    }

    [Fact]
    public async Task A_tool_that_never_ends_is_killed()
    {
        var result = await Shell.ProbeAsync(["-c", "while :; do :; done"], new ToolLimits(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), 100), CancellationToken.None);

        Assert.Equal(ToolEnd.TookTooLong, result.End);
    }

    [Fact]
    public async Task A_tool_that_spends_its_processor_time_is_killed()
    {
        var result = await Shell.ProbeAsync(["-c", "while :; do :; done"], new ToolLimits(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), 100), CancellationToken.None);

        Assert.Equal(ToolEnd.TookTooLong, result.End);
    }

    [Fact]
    public async Task A_tool_that_talks_without_end_is_stopped()
    {
        var result = await Shell.ProbeAsync(["-c", "while :; do echo more and more and more; done"], new ToolLimits(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(60), 10_000), CancellationToken.None);

        Assert.Equal(ToolEnd.TooMuchOutput, result.End);
    }

    private async Task FailsAsync(string film, string sentence)
    {
        var (found, poster) = await InspectAsync(film);

        Assert.Contains(sentence, found.Fault);
        Assert.False(File.Exists(poster));
    }

    private async Task<(Inspection Found, string Poster)> InspectAsync(string film)
    {
        var poster = clips.NewPath(Path.GetFileName(film) + ".jpg");
        return (await inspector.InspectAsync(film, poster, TestContext.Current.CancellationToken), poster);
    }
}
