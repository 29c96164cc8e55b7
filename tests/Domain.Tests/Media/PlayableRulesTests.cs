using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

public sealed class PlayableRulesTests
{
    private static readonly MediaStream Picture = new(0, "video", "h264", "yuv420p", 1920, 1080, 24, IsCover: false, IsDefault: true);
    private static readonly MediaStream Sound = new(1, "audio", "aac", null, 0, 0, null, IsCover: false, IsDefault: true);
    private static readonly MediaFacts Film = new(FilmContainer.Mp4, 60, 1_000_000, [Picture, Sound]);

    [Fact]
    public void A_silent_film_plays() => Assert.Null(PlayableRules.ReasonAgainst(Film with { Streams = [Picture] }));

    [Fact]
    public void Sound_of_an_unknown_codec_does_not_play() =>
        Assert.Contains("an unknown codec sound", PlayableRules.ReasonAgainst(Film with { Streams = [Picture, Sound with { Codec = null }] }));

    [Fact]
    public void A_cover_picture_is_not_the_film()
    {
        var cover = Picture with { Codec = "mjpeg", IsCover = true };

        Assert.Null(PlayableRules.ReasonAgainst(Film with { Streams = [cover, Picture, Sound] }));
        Assert.Contains("no moving picture", PlayableRules.ReasonAgainst(Film with { Streams = [cover, Sound] }));
    }

    [Fact]
    public void The_default_sound_track_counts()
    {
        var surround = Sound with { Codec = "ac3" };

        Assert.True(PlayableRules.PlaysDirectly(Film with { Streams = [Picture, surround with { IsDefault = false }, Sound] }));
        Assert.False(PlayableRules.PlaysDirectly(Film with { Streams = [Picture, surround, Sound with { IsDefault = false }] }));
    }

    [Theory]
    [InlineData(8193, 100)]
    [InlineData(100, 8193)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_picture_that_is_too_large_is_refused(int width, int height) =>
        Assert.Contains("at most 8192x8192", PlayableRules.ReasonAgainst(Film with { Streams = [Picture with { Width = width, Height = height }] }));

    [Fact]
    public void More_than_64_tracks_are_refused()
    {
        Assert.Null(PlayableRules.ReasonAgainst(Film with { Streams = [Picture, .. Enumerable.Repeat(Sound, 63)] }));
        Assert.Contains("at most 64", PlayableRules.ReasonAgainst(Film with { Streams = [Picture, .. Enumerable.Repeat(Sound, 64)] }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.0)]
    [InlineData(-5.0)]
    public void A_film_without_a_duration_is_refused(double? duration) =>
        Assert.Contains("does not say how long", PlayableRules.ReasonAgainst(Film with { Duration = duration }));

    [Fact]
    public void A_film_of_many_days_is_refused() => Assert.Contains("48 hours", PlayableRules.ReasonAgainst(Film with { Duration = 1e12 }));

    [Theory]
    [InlineData("vp8", "yuv420p", "vorbis", true)]
    [InlineData("vp9", "yuv420p10le", "opus", true)]
    [InlineData("av1", "yuv420p", "opus", true)]
    [InlineData("vp9", "yuv444p", "opus", false)]
    [InlineData("vp9", "yuv420p", "aac", false)]
    [InlineData("h264", "yuv420p", "opus", false)]
    public void WebM_plays_with_its_own_codecs_only(string picture, string format, string sound, bool plays)
    {
        var film = new MediaFacts(FilmContainer.WebM, 60, null, [Picture with { Codec = picture, PixelFormat = format }, Sound with { Codec = sound }]);

        Assert.Equal(plays, PlayableRules.PlaysDirectly(film));
        Assert.Null(PlayableRules.ReasonAgainst(film));
    }

    [Fact]
    public void Only_pictures_that_browsers_play_are_copied()
    {
        var copied = Picture with { Profile = "High", Level = 40 };

        Assert.True(PlayableRules.MayCopyPicture(copied));
        Assert.False(PlayableRules.MayCopyPicture(copied with { PixelFormat = "yuv420p10le" }));
        Assert.False(PlayableRules.MayCopyPicture(copied with { Profile = "High 4:4:4 Predictive" }));
        Assert.False(PlayableRules.MayCopyPicture(copied with { Level = 60 }));
        Assert.False(PlayableRules.MayCopyPicture(copied with { Rotation = -90 }));
        Assert.False(PlayableRules.MayCopyPicture(copied with { IsInterlaced = true }));
        Assert.False(PlayableRules.MayCopyPicture(copied with { Start = 0.5 }));
    }

    [Fact]
    public void Only_sounds_that_every_browser_plays_are_copied()
    {
        var copied = Sound with { Profile = "LC", Channels = 2 };

        Assert.True(PlayableRules.MayCopySound(copied));
        Assert.False(PlayableRules.MayCopySound(copied with { Channels = 6 }));
        Assert.False(PlayableRules.MayCopySound(copied with { Profile = "HE-AAC" }));
        Assert.False(PlayableRules.MayCopySound(copied with { Codec = "mp3" }));
        Assert.False(PlayableRules.MayCopySound(copied with { Start = 0.5 }));
    }
}
