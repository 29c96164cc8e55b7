namespace Matinee.Domain.Media;

/// <summary>Decides from the facts whether a film can be shown, and how it comes to the browser. Pure.</summary>
internal static class PlayableRules
{
    public const int MostPixelsAcross = 8192;
    public const int MostStreams = 64;

    /// <summary>Seconds; nobody watches two days together, and a forged header may say a million years.</summary>
    public const double LongestDuration = 48 * 3600;

    internal const string Remedy = "Upload it as H.264 with AAC sound in MP4, or as VP9 or AV1 with Opus sound in WebM.";

    // Seconds. Pictures that begin this much after the sound are shown as if they began with it; nobody notices.
    private const double SameInstant = 0.02;

    /// <summary>Null for a film that plays, as it is or converted; otherwise a sentence that says why not and what would work.</summary>
    public static string? ReasonAgainst(MediaFacts facts)
    {
        if (facts.Streams.Count > MostStreams) return $"This file holds {facts.Streams.Count} tracks; at most {MostStreams} are taken.";
        if (facts.Picture is not { } picture)
            return facts.Sound is null ? "This file holds neither picture nor sound." : "This file holds sound but no moving picture.";
        if (picture.Width <= 0 || picture.Height <= 0) return "This film does not say how large its picture is; it may be damaged.";
        if (picture.Width > MostPixelsAcross || picture.Height > MostPixelsAcross)
            return $"This film's picture is {picture.Width}x{picture.Height}; at most {MostPixelsAcross}x{MostPixelsAcross} is taken.";
        if (facts.Duration is not > 0) return "This film does not say how long it is; remux it with a tool that writes its duration.";
        if (facts.Duration > LongestDuration) return "This film says that it is longer than 48 hours; it may be damaged.";
        var isKnown = Codecs.IsPicture(picture.Codec) && (facts.Sound is null || facts.Streams.Any(IsSoundOfOurs));
        return isKnown ? null : Describe(facts.Container, picture, facts.Sound);
    }

    /// <summary>A sentence on sounds of a film that plays which are left out; null when none is.</summary>
    public static string? NoteOn(MediaFacts facts)
    {
        var lost = facts.Streams.Where(stream => stream.Type is "audio" && !IsSoundOfOurs(stream)).ToList();
        if (lost.Count == 0) return null;
        var names = string.Join(" and ", lost.Select(stream => Codecs.NameOf(stream.Codec)).Distinct(StringComparer.Ordinal));
        var instead = facts.Sound is { } usual && lost.Contains(usual) ? "another sound of the film is played instead" : "the film is played without it";
        return $"This film also holds sound in {names}, which this server does not convert: {instead}.";
    }

    private static bool IsSoundOfOurs(MediaStream stream) => stream.Type is "audio" && Codecs.IsSound(stream.Codec);

    /// <summary>Whether browsers play the file as it is.</summary>
    public static bool PlaysDirectly(MediaFacts facts) => facts.Picture is { } picture && Plays(facts.Container, picture, facts.Sound);

    /// <summary>
    /// Whether the pictures can be cut into segments without encoding them. How far apart its key pictures are shows only in
    /// the segments. A turned picture is not: players disagree on whether segments may say so.
    /// </summary>
    public static bool MayCopyPicture(MediaStream picture) =>
        picture is { Codec: "h264", PixelFormat: "yuv420p" or "yuvj420p", IsInterlaced: false, Rotation: 0, IsHighDynamicRange: false, Level: > 0 and <= 52 }
        && picture.Profile is "Constrained Baseline" or "Baseline" or "Main" or "High"
        && Math.Abs(picture.Start) <= SameInstant;

    public static bool MayCopySound(MediaStream sound) =>
        sound is { Codec: "aac", Profile: "LC", Channels: 1 or 2 } && sound.Start is <= SameInstant and >= -0.1;

    private static bool Plays(FilmContainer container, MediaStream picture, MediaStream? sound) => container switch
    {
        FilmContainer.Mp4 => picture is { Codec: "h264", PixelFormat: "yuv420p" or "yuvj420p" } && sound is null or { Codec: "aac" or "mp3" },
        FilmContainer.WebM => PlaysInWebM(picture) && sound is null or { Codec: "opus" or "vorbis" },
        FilmContainer.Matroska or FilmContainer.Avi or FilmContainer.MpegTs or FilmContainer.MpegPs or FilmContainer.Asf or FilmContainer.Flv
            or FilmContainer.Ogg => false,
    };

    private static bool PlaysInWebM(MediaStream picture) => picture switch
    {
        { Codec: "vp8", PixelFormat: "yuv420p" or "yuva420p" } => true,
        { Codec: "vp9" or "av1", PixelFormat: "yuv420p" or "yuvj420p" or "yuv420p10le" } => true,
        _ => false,
    };

    private static string Describe(FilmContainer container, MediaStream picture, MediaStream? sound)
    {
        var what = Codecs.NameOf(picture.Codec) + Depth(picture);
        var with = sound is null ? string.Empty : $" with {Codecs.NameOf(sound.Codec)} sound";
        return $"This film is {what}{with} in {ContainerName(container)}, which this server does not convert. {Remedy}";
    }

    /// <summary>Names the pixel format where the codec alone would play and the format is what stands in the way.</summary>
    private static string Depth(MediaStream picture) =>
        picture.PixelFormat is null or "yuv420p" or "yuvj420p" ? string.Empty : $" ({picture.PixelFormat})";

    private static string ContainerName(FilmContainer container) => container switch
    {
        FilmContainer.Mp4 => "MP4",
        FilmContainer.WebM => "WebM",
        FilmContainer.Matroska => "Matroska",
        FilmContainer.Avi => "AVI",
        FilmContainer.MpegTs => "an MPEG transport stream",
        FilmContainer.MpegPs => "an MPEG program stream",
        FilmContainer.Asf => "WMV",
        FilmContainer.Flv => "FLV",
        FilmContainer.Ogg => "Ogg",
    };
}
