namespace Matinee.Domain.Media;

/// <summary>Where films lie and which programs examine them.</summary>
public sealed record MediaOptions
{
    /// <summary>Holds one folder per video; made at start if it does not exist.</summary>
    public string Folder { get; init; } = "data/media";

    /// <summary>A path, or a name that is looked up in PATH.</summary>
    public string Ffmpeg { get; init; } = "ffmpeg";

    /// <inheritdoc cref="Ffmpeg"/>
    public string Ffprobe { get; init; } = "ffprobe";

    /// <summary>Lines of the sizes that films are offered in; a film is never made larger than it is.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [1080, 720, 480, 360];

    /// <summary>
    /// Encodes that run side by side. Those of further sizes stand still while one that somebody waits for needs their place.
    /// With none films have one size, and no previews.
    /// </summary>
    public int EncodesAtOnce { get; init; } = 1;
}

/// <summary>The secret of <see cref="MediaLinks"/>, shared by all nodes.</summary>
public sealed record MediaLinkOptions
{
    /// <summary>At least 32 bytes.</summary>
    public required byte[] SigningKey { get; init; }
}
