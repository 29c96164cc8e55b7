namespace Matinee.Domain.Media;

/// <summary>All that a player is offered of one film: HLS playlists and the DASH manifest are written from it.</summary>
/// <param name="Duration">Seconds.</param>
/// <param name="Renditions">Pictures from the smallest to the largest, then sounds. Growing ones too.</param>
public sealed record Package(
    double Duration,
    IReadOnlyList<Rendition> Renditions,
    IReadOnlyList<SubtitleTrack> Subtitles,
    Storyboard? Storyboard)
{
    public static Package Empty { get; } = new(0, [], [], null);

    /// <summary>The pictures that are listed: those that are complete, or the one that viewers watch while it grows.</summary>
    public IEnumerable<Rendition> Pictures => Offered(RenditionKind.Picture);

    public IEnumerable<Rendition> Sounds => Offered(RenditionKind.Sound);

    /// <summary>Something can be played over HLS; DASH waits until <see cref="IsComplete"/>.</summary>
    public bool IsPlayable => Pictures.Any();

    /// <summary>A film that a DASH manifest can tell of: nothing that it offers still grows.</summary>
    public bool IsComplete => IsPlayable && Pictures.All(rendition => rendition.IsComplete) && Sounds.All(rendition => rendition.IsComplete);

    public Rendition? Find(string name) => Renditions.FirstOrDefault(rendition => string.Equals(rendition.Name, name, StringComparison.Ordinal));

    private IEnumerable<Rendition> Offered(RenditionKind kind) =>
        Renditions.Where(rendition => rendition.Kind == kind && rendition.Durations.Count > 0);
}

public enum RenditionKind
{
    Picture,
    Sound,
}

/// <summary>One encoding of the pictures, or one language of the sound: an init segment and numbered media segments in a folder.</summary>
public sealed record Rendition
{
    /// <summary>Folder and part of the address: <c>v720</c>, <c>a0</c>. Ours, never a stranger's text.</summary>
    public required string Name { get; init; }

    public required RenditionKind Kind { get; init; }

    /// <summary>As RFC 6381 has it.</summary>
    public required string Codecs { get; init; }

    /// <summary>Ticks a second.</summary>
    public required uint Timescale { get; init; }

    /// <summary>Ticks of each segment, in order; segment n is <see cref="FileOf"/>(n).</summary>
    public required IReadOnlyList<long> Durations { get; init; }

    /// <summary>Bits a second of the segment that needs most.</summary>
    public required long PeakBandwidth { get; init; }

    /// <summary>Bits a second over all segments.</summary>
    public required long AverageBandwidth { get; init; }

    /// <summary>False while it is being encoded and may be watched already.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Seconds that no segment exceeds, to the nearest whole one: what a list says from its first version on. 0: nothing was promised.</summary>
    public int MostSeconds { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public double? FrameRate { get; init; }

    /// <summary>How wide a sample is shown for its height, as <c>16:11</c>.</summary>
    public string SampleAspect { get; init; } = "1:1";

    /// <summary>As people say it: <c>720p</c>, <c>English</c>.</summary>
    public string Label { get; init; } = string.Empty;

    /// <summary>RFC 5646, <c>und</c> when unknown; of sound only.</summary>
    public string Language { get; init; } = "und";

    public bool IsDefault { get; init; }

    public int Channels { get; init; }

    public int SampleRate { get; init; }

    public const string InitFile = "init.mp4";

    /// <summary>Seconds.</summary>
    public double Length => Durations.Sum() / (double)Timescale;

    public double SecondsOf(int segment) => Durations[segment] / (double)Timescale;

    public static string FileOf(int segment) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{segment:00000}.m4s");
}

/// <param name="Name">File without its ending: <c>t0</c> of the film's own, a UUID of an added one.</param>
/// <param name="Language">RFC 5646.</param>
public sealed record SubtitleTrack(string Name, string Language, string Label, bool IsDefault, bool IsForced)
{
    public SubtitleSource Source { get; init; }
}

public enum SubtitleSource
{
    /// <summary>A track of the film's file.</summary>
    Film,
    Upload,

    /// <summary>Lay beside the film in a folder.</summary>
    Folder,
}

/// <summary>Small pictures of the film on sheets, for the seek bar.</summary>
/// <param name="Interval">Seconds between pictures.</param>
/// <param name="Count">Pictures on all sheets.</param>
/// <param name="Columns">Pictures beside each other on a sheet.</param>
/// <param name="Rows">Lines of pictures on a full sheet.</param>
public sealed record Storyboard(double Interval, int Count, int Width, int Height, int Columns, int Rows);
