using System.Xml.Linq;
using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

public sealed class ManifestTests
{
    private static readonly XNamespace Mpd = "urn:mpeg:dash:schema:mpd:2011";

    private static readonly Rendition Large = new()
    {
        Name = "v720",
        Kind = RenditionKind.Picture,
        Codecs = "avc1.64001F",
        Timescale = 24000,
        Durations = [96096, 96096, 12012],
        PeakBandwidth = 2_000_000,
        AverageBandwidth = 1_500_000,
        IsComplete = true,
        Width = 1280,
        Height = 720,
        FrameRate = 24000 / 1001.0,
        Label = "720p",
    };

    private static readonly Rendition Small = Large with { Name = "v360", Width = 640, Height = 360, PeakBandwidth = 800_000, AverageBandwidth = 600_000, Codecs = "avc1.64001E", Label = "360p" };

    private static readonly Rendition English = new()
    {
        Name = "a0",
        Kind = RenditionKind.Sound,
        Codecs = "mp4a.40.2",
        Timescale = 48000,
        Durations = [192512, 191488, 24576],
        PeakBandwidth = 130_000,
        AverageBandwidth = 128_000,
        IsComplete = true,
        Label = "English",
        Language = "en",
        IsDefault = true,
        Channels = 2,
        SampleRate = 48000,
    };

    private static readonly Package Film = new(8.5, [Small, Large, English], [new SubtitleTrack("t0", "de", "German", true, false)], null);

    [Fact]
    public void The_multivariant_playlist_names_everything() =>
        Assert.Equal(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a0/playlist.m3u8"
            #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="German",LANGUAGE="de",DEFAULT=YES,AUTOSELECT=YES,FORCED=NO,URI="t0/playlist.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=930000,AVERAGE-BANDWIDTH=728000,CODECS="avc1.64001E,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=23.976,AUDIO="sound",SUBTITLES="text"
            v360/playlist.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=2130000,AVERAGE-BANDWIDTH=1628000,CODECS="avc1.64001F,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=23.976,AUDIO="sound",SUBTITLES="text"
            v720/playlist.m3u8

            """,
            HlsPlaylists.WriteMultivariant(Film));

    [Fact]
    public void A_complete_rendition_has_an_end() =>
        Assert.Equal(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:4
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:VOD
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MAP:URI="init.mp4"
            #EXTINF:4.004000,
            00000.m4s
            #EXTINF:4.004000,
            00001.m4s
            #EXTINF:0.500500,
            00002.m4s
            #EXT-X-ENDLIST

            """,
            HlsPlaylists.WriteMedia(Large));

    [Fact]
    public void A_growing_rendition_has_none_and_keeps_its_target()
    {
        var one = HlsPlaylists.WriteMedia(Large with { IsComplete = false, Durations = [96096] });
        var none = HlsPlaylists.WriteMedia(Large with { IsComplete = false, Durations = [12012] });

        Assert.Contains("#EXT-X-PLAYLIST-TYPE:EVENT\n", one, StringComparison.Ordinal);
        Assert.DoesNotContain("ENDLIST", one, StringComparison.Ordinal);
        Assert.Contains("#EXT-X-TARGETDURATION:4\n", one, StringComparison.Ordinal);
        Assert.Contains("#EXT-X-TARGETDURATION:4\n", none, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifest_has_a_timeline_for_everything()
    {
        var manifest = XDocument.Parse(DashManifest.Write(Film)).Root!;

        Assert.Equal(("static", "PT8.512S"), ((string?)manifest.Attribute("type"), (string?)manifest.Attribute("mediaPresentationDuration")));
        var sets = manifest.Descendants(Mpd + "AdaptationSet").ToList();
        Assert.Equal(["video", "audio", "text"], sets.Select(set => (string)set.Attribute("contentType")!));
        Assert.Equal("true", (string?)sets[0].Attribute("segmentAlignment"));
        Assert.Equal(["v360", "v720"], sets[0].Elements(Mpd + "Representation").Select(representation => (string)representation.Attribute("id")!));
        Assert.All(sets[0].Elements(Mpd + "Representation"), representation => Assert.Equal("24000/1001", (string?)representation.Attribute("frameRate")));
        Assert.Equal([("0", "96096", "1"), (null, "12012", null)], Timeline(sets[0]));
        Assert.Equal([("0", "192512", null), (null, "191488", null), (null, "24576", null)], Timeline(sets[1]));
        Assert.Equal(("en", "48000"), ((string?)sets[1].Attribute("lang"), (string?)sets[1].Descendants(Mpd + "SegmentTemplate").Single().Attribute("timescale")));
        Assert.Equal("t0.vtt", sets[2].Descendants(Mpd + "BaseURL").Single().Value);
    }

    [Fact]
    public void Renditions_that_begin_their_segments_apart_are_not_called_aligned()
    {
        var copied = Large with { Name = "v1080", Timescale = 12000, Durations = [57600, 44502] };

        var manifest = XDocument.Parse(DashManifest.Write(Film with { Renditions = [Small, copied, English] }));

        Assert.Equal("false", (string?)manifest.Descendants(Mpd + "AdaptationSet").First().Attribute("segmentAlignment"));
    }

    [Theory]
    [InlineData(1920, 1080, "360 640x360, 480 854x480, 720 1280x720, 1080 1920x1080")]
    [InlineData(1920, 800, "360 640x266, 480 854x356, 720 1280x534, 1080 1920x800")]
    [InlineData(3840, 2160, "360 640x360, 480 854x480, 720 1280x720, 1080 1920x1080")]
    [InlineData(1080, 1920, "360 360x640, 480 480x854, 720 720x1280, 1080 1080x1920")]
    [InlineData(640, 480, "360 480x360, 480 640x480")]
    [InlineData(1000, 562, "360 640x360, 480 854x480, 562 1000x562")]
    [InlineData(320, 180, "180 320x180")]
    public void A_ladder_is_never_larger_than_the_film(int width, int height, string rungs)
    {
        var picture = new MediaStream(0, "video", "hevc", "yuv420p", width, height, 24, IsCover: false, IsDefault: true);

        Assert.Equal(rungs, string.Join(", ", LadderRules.Of(picture, [1080, 720, 480, 360]).Select(rung => $"{rung.Lines} {rung.Width}x{rung.Height}")));
    }

    private static IEnumerable<(string?, string?, string?)> Timeline(XElement set) =>
        set.Elements(Mpd + "Representation").First().Descendants(Mpd + "S")
            .Select(entry => ((string?)entry.Attribute("t"), (string?)entry.Attribute("d"), (string?)entry.Attribute("r")));
}
