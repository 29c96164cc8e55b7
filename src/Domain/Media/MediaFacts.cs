namespace Matinee.Domain.Media;

/// <summary>What a film's bytes say about it, whatever its name was.</summary>
/// <param name="Duration">Seconds; null when the file does not say.</param>
/// <param name="Streams">All of them, including cover pictures and subtitles.</param>
/// <param name="Bitrate">Bits a second over the whole file.</param>
public sealed record MediaFacts(
    FilmContainer Container,
    double? Duration,
    long? Bitrate,
    IReadOnlyList<MediaStream> Streams)
{
    /// <summary>Seconds on the file's own clock at which it begins: recordings of broadcasts begin anywhere.</summary>
    public double Begin { get; init; }

    /// <summary>
    /// Seconds at which a stream ends, by its own account; null where that says little: headers guess how long sound lasts from
    /// its first frames, except where each sample stands in an index.
    /// </summary>
    public double? EndOf(MediaStream stream)
    {
        var isReliable = Container is FilmContainer.Mp4 or FilmContainer.Matroska or FilmContainer.WebM
            || (stream.Type is "video" && Container is FilmContainer.Avi or FilmContainer.MpegTs);
        return isReliable && stream.Duration is { } own and > 0 ? Math.Min(own + Math.Max(0, stream.Start), Duration ?? double.MaxValue) : null;
    }

    /// <summary>The picture that a browser shows: cover pictures are streams too, but not it.</summary>
    public MediaStream? Picture => Streams.FirstOrDefault(stream => stream is { Type: "video", IsCover: false });

    /// <summary>The sound that a browser plays: it offers no choice between tracks, the default or first one is taken.</summary>
    public MediaStream? Sound =>
        Streams.FirstOrDefault(stream => stream is { Type: "audio", IsDefault: true })
        ?? Streams.FirstOrDefault(stream => stream.Type is "audio");
}

/// <param name="Type">As ffprobe says it: video, audio, subtitle, data.</param>
/// <param name="Codec">As ffprobe names it: h264, aac, vp9 …; null when it does not know.</param>
/// <param name="FrameRate">Pictures a second on average.</param>
public sealed record MediaStream(
    int Index,
    string Type,
    string? Codec,
    string? PixelFormat,
    int Width,
    int Height,
    double? FrameRate,
    bool IsCover,
    bool IsDefault)
{
    /// <summary>As ffprobe names it: High, LC …</summary>
    public string? Profile { get; init; }

    /// <summary>Of H.264: 41 is level 4.1.</summary>
    public int Level { get; init; }

    /// <summary>Seconds after the file's own beginning at which this stream begins; below zero is a decoder's priming.</summary>
    public double Start { get; init; }

    /// <summary>Seconds by its own account, where the container has one; null where only the file as a whole has.</summary>
    public double? Duration { get; init; }

    /// <summary>The shortest frame's rate where pictures come unevenly; null when the file does not say.</summary>
    public double? TopFrameRate { get; init; }

    public bool IsInterlaced { get; init; }

    /// <summary>PQ or HLG: it must be mapped to the brightness that other screens show.</summary>
    public bool IsHighDynamicRange { get; init; }

    /// <summary>It says which colours its numbers stand for; what is bright often does not.</summary>
    public bool HasColours { get; init; } = true;

    /// <summary>How wide a sample is shown for its height; 1 for square ones.</summary>
    public double SampleAspect { get; init; } = 1;

    /// <summary>Whole degrees by which the picture is turned when it is shown.</summary>
    public int Rotation { get; init; }

    public int Channels { get; init; }

    /// <summary>The file's own tag: text of a stranger, three letters if well made.</summary>
    public string? Language { get; init; }

    /// <inheritdoc cref="Language"/>
    public string? Title { get; init; }

    public bool IsForced { get; init; }
}

/// <summary>The closed list of containers that are read at all.</summary>
public enum FilmContainer
{
    Mp4,
    WebM,
    Matroska,
    Avi,

    /// <summary>Broadcasts, and Blu-ray's M2TS.</summary>
    MpegTs,

    /// <summary>MPG and DVD's VOB.</summary>
    MpegPs,

    /// <summary>WMV.</summary>
    Asf,
    Flv,
    Ogg,
}
