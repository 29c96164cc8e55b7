using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>A film in the library, from the moment that its last byte arrived.</summary>
public sealed record Video
{
    public required VideoId Id { get; init; }

    /// <summary>The upload that brought it.</summary>
    public required UploadId Upload { get; init; }

    public required AccountId Owner { get; init; }

    /// <summary>The name that the owner goes by; null when the account is gone.</summary>
    public string? OwnerName { get; init; }

    public string? OwnerAvatarUrl { get; init; }

    public required string Title { get; init; }

    public string Description { get; init; } = string.Empty;

    public VideoSource Source { get; init; }

    /// <summary>Where it was fetched from; only when <see cref="Source"/> is an address.</summary>
    public string? SourceAddress { get; init; }

    public Visibility Visibility { get; init; }

    public VideoStatus Status { get; init; }

    /// <summary>A sentence for the owner, when <see cref="Status"/> is failed.</summary>
    public string? Failure { get; init; }

    /// <summary>Sentences for the owner of a film that plays: what is in its file and cannot be shown.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What follows up to <see cref="FrameRate"/> is known once the film has been examined.</summary>
    public FilmContainer? Container { get; init; }

    /// <summary>Seconds.</summary>
    public double? Duration { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? PictureCodec { get; init; }

    public string? SoundCodec { get; init; }

    /// <summary>Bits a second.</summary>
    public long? Bitrate { get; init; }

    public double? FrameRate { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    public bool HasPoster { get; init; }

    /// <summary>Browsers play the uploaded file itself; every other film is played from its package alone.</summary>
    public bool PlaysDirectly { get; init; }

    public bool AllowDownload { get; init; }

    public bool RequirePremium { get; init; }

    public long Views { get; init; }

    public long Likes { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public bool MayEdit(Caller caller) => LibraryRules.MayEdit(this, caller);
}

public enum VideoSource
{
    Upload,

    /// <summary>Fetched from an address on the web.</summary>
    Url,

    /// <summary>Lies in a folder of the machine that this server reads but does not own.</summary>
    Folder,
}

public enum Visibility
{
    /// <summary>For its owner, and for a party that watches it.</summary>
    Private,

    /// <summary>For every account that has its id; in nobody else's list.</summary>
    Unlisted,

    /// <summary>For every account.</summary>
    Public,
}

public enum VideoStatus
{
    /// <summary>Waits to be examined.</summary>
    Pending,
    Processing,
    Ready,

    /// <summary>Cannot be played; see <see cref="Video.Failure"/>.</summary>
    Failed,
}

/// <summary>What an owner says about a video; null leaves it as it is.</summary>
public sealed record VideoDetails
{
    public string? Title { get; init; }

    public string? Description { get; init; }

    public Visibility? Visibility { get; init; }

    public bool? AllowDownload { get; init; }

    public bool? RequirePremium { get; init; }
}

/// <summary>Which videos a list shall hold.</summary>
/// <param name="Search">Words to be found in title or description.</param>
public sealed record VideoQuery(
    PageRequest Page,
    string? Search = null,
    Visibility? Visibility = null,
    AccountId? Uploader = null,
    VideoOrder Order = VideoOrder.Created,
    bool Descending = true);

public enum VideoOrder
{
    Created,
    Updated,
    Title,
    Duration,
    Views,
    Likes,
}
