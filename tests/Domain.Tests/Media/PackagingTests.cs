using System.Globalization;
using Matinee.Domain.Library;
using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

/// <summary>What comes out of ffmpeg, looked at from outside with ffprobe.</summary>
public sealed class PackagingTests(Packagings packagings) : IClassFixture<Packagings>
{
    [Fact]
    public async Task H264_is_copied_and_smaller_sizes_begin_their_segments_with_it()
    {
        var (video, package) = await packagings.PackageAsync(packagings.Clips.H264);

        Assert.Equal(VideoStatus.Ready, video.Status);
        Assert.Equal(["v90", "v180"], package.Pictures.Select(picture => picture.Name));
        var (small, source) = (package.Find("v90")!, package.Find("v180")!);
        Assert.Equal((320, 180, 160, 90), (source.Width, source.Height, small.Width, small.Height));
        Assert.Equal([4.8, 3.6, 3.6], Seconds(source));
        Assert.Equal(Seconds(source), Seconds(small));
        Assert.Equal("High", Probe(video, source, "v:0", "stream=profile"));
        Assert.StartsWith("avc1.6400", source.Codecs, StringComparison.Ordinal);
        Assert.Equal("mp4a.40.2", Assert.Single(package.Sounds).Codecs);
        CheckAll(video, package, seconds: 12);
    }

    [Fact]
    public async Task Hevc_is_encoded_with_each_of_its_languages_and_its_subtitles()
    {
        var (video, package) = await packagings.PackageAsync(packagings.Clips.Hevc);

        Assert.Equal(VideoStatus.Ready, video.Status);
        Assert.False(video.PlaysDirectly);
        Assert.Equal(["v90", "v180"], package.Pictures.Select(picture => picture.Name));
        Assert.All(package.Pictures, picture => Assert.Equal([4.0, 4.0, 4.0], Seconds(picture)));
        Assert.Equal([("en", "English", true), ("fr", "French", false)], package.Sounds.Select(sound => (sound.Language, sound.Label, sound.IsDefault)));
        Assert.All(package.Sounds, sound => Assert.Equal((2, 48000), (sound.Channels, sound.SampleRate)));
        var track = Assert.Single(package.Subtitles);
        Assert.Equal(("t0", "de", "German", true), (track.Name, track.Language, track.Label, track.IsDefault));
        var text = await File.ReadAllTextAsync(Path.Combine(packagings.Parts.Files.StreamFolder(video.Id), "t0.vtt"), TestContext.Current.CancellationToken);
        Assert.Matches(@"00:00:01\.00\d --> 00:00:02\.50\d\n<i>Hello</i> alert\(1\)\n", text);
        Assert.Contains("Good &amp; bye", text, StringComparison.Ordinal);
        CheckAll(video, package, seconds: 12);
    }

    [Fact]
    public async Task Key_pictures_too_far_apart_are_made_anew()
    {
        var (video, package) = await packagings.PackageAsync(packagings.Clips.OneKey);

        Assert.True(video.PlaysDirectly);
        Assert.All(package.Pictures, picture => Assert.Equal([4.0, 4.0, 4.0], Seconds(picture)));
        CheckAll(video, package, seconds: 12);
    }

    [Fact]
    public async Task Pictures_that_begin_after_the_sound_stay_with_it()
    {
        var (video, package) = await packagings.PackageAsync(packagings.Clips.LatePicture);

        Assert.Equal(["v90", "v180"], package.Pictures.Select(picture => picture.Name));
        foreach (var picture in package.Pictures) Assert.Equal(1.5, FlashesOf(video, picture).First(flash => flash > 0.7), 0.05);
        Assert.Equal(1.0, BeepsOf(video, package.Sounds.Single())[1], 0.03);
    }

    [Fact]
    public async Task A_standing_film_without_sound_keeps_its_shape_and_rate()
    {
        var (video, package) = await packagings.PackageAsync(packagings.Clips.Standing);

        Assert.Empty(package.Sounds);
        Assert.Equal([(90, 160), (180, 320)], package.Pictures.Select(picture => (picture.Width, picture.Height)));
        Assert.All(package.Pictures, picture => Assert.Equal(29.97, picture.FrameRate!.Value, 0.001));
        Assert.Equal("30000/1001", Probe(video, package.Find("v180")!, "v:0", "stream=r_frame_rate"));
    }

    /// <summary>Lengths, beginnings, bandwidths and what belongs together, for every rendition.</summary>
    private void CheckAll(Video video, Package package, double seconds)
    {
        Assert.True(package.IsComplete);
        foreach (var rendition in package.Pictures.Concat(package.Sounds))
        {
            Assert.Equal(seconds, rendition.Length, 0.06);
            Assert.Equal(0, double.Parse(Probe(video, rendition, "0", "stream=start_time"), CultureInfo.InvariantCulture), 3);
            Assert.Equal(rendition.Timescale.ToString(CultureInfo.InvariantCulture), Probe(video, rendition, "0", "stream=time_base").Split('/')[1]);
            Assert.Equal(seconds, double.Parse(Probe(video, rendition, "0", "format=duration"), CultureInfo.InvariantCulture), 0.06);
            Assert.InRange(rendition.AverageBandwidth, 1, rendition.PeakBandwidth);
            var bytes = Directory.EnumerateFiles(Path.Combine(packagings.Parts.Files.StreamFolder(video.Id), rendition.Name), "*.m4s").Sum(file => new FileInfo(file).Length);
            Assert.Equal(bytes * 8 / rendition.Length, rendition.AverageBandwidth, 2.0);
        }

        // Half a picture and a frame of sound: every flash comes with its beep.
        foreach (var sound in package.Sounds)
        {
            var beeps = BeepsOf(video, sound);
            foreach (var picture in package.Pictures)
            {
                var flashes = FlashesOf(video, picture);
                Assert.Equal(12, flashes.Count);
                Assert.All(flashes, flash => Assert.Contains(beeps, beep => Math.Abs(beep - flash) < 0.041));
            }
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(packagings.Parts.Files.WorkFolder(video.Id)));
    }

    private static IEnumerable<double> Seconds(Rendition rendition) =>
        Enumerable.Range(0, rendition.Durations.Count).Select(segment => Math.Round(rendition.SecondsOf(segment), 2));

    private string Probe(Video video, Rendition rendition, string stream, string entry) =>
        LongClips.Output("ffprobe", "-v", "error", "-select_streams", stream, "-show_entries", entry, "-of", "default=nw=1:nk=1", packagings.Joined(video, rendition)).Trim();

    /// <summary>Seconds at which the picture turns white.</summary>
    private List<double> FlashesOf(Video video, Rendition picture) =>
        Rises(LongClips.Output(
            "ffmpeg", "-v", "error", "-i", packagings.Joined(video, picture), "-vf", "signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-", "-f", "null", "-"), above: 100);

    /// <summary>Seconds at which it begins to beep.</summary>
    private List<double> BeepsOf(Video video, Rendition sound) =>
        Rises(LongClips.Output(
            "ffmpeg", "-v", "error", "-i", packagings.Joined(video, sound), "-af", "asetnsamples=480,astats=metadata=1:reset=1,ametadata=print:key=lavfi.astats.Overall.RMS_level:file=-", "-f", "null", "-"), above: -20);

    private static List<double> Rises(string printed, double above)
    {
        var rises = new List<double>();
        var (at, wasAbove) = (0.0, false);
        foreach (var line in printed.Split('\n'))
        {
            if (line.StartsWith("frame:", StringComparison.Ordinal))
            {
                at = double.Parse(line[(line.IndexOf("pts_time:", StringComparison.Ordinal) + 9)..], CultureInfo.InvariantCulture);
                continue;
            }

            if (!double.TryParse(line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture, out var value)) value = double.NegativeInfinity;
            if (line.Length == 0) continue;
            if (value > above && !wasAbove) rises.Add(at);
            wasAbove = value > above;
        }

        return rises;
    }
}
