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
    bool IsDefault);

/// <summary>The closed list of containers that are read at all.</summary>
public enum FilmContainer
{
    Mp4,
    WebM,
    Matroska,
    Avi,
}
