using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>A film on its way in that outlives requests and restarts.</summary>
public sealed record Upload
{
    public required UploadId Id { get; init; }

    public required AccountId Owner { get; init; }

    /// <summary>The video that it becomes once it is complete.</summary>
    public required VideoId Video { get; init; }

    public required UploadSource Source { get; init; }

    /// <summary>Where it is fetched from; null when the client brings it.</summary>
    public string? SourceAddress { get; init; }

    public UploadStatus Status { get; init; }

    /// <summary>A sentence for the owner: why it failed, or what it waits for.</summary>
    public string? Failure { get; init; }

    /// <summary>As the client sent it, to be sent back; the content type of the form where that was signed.</summary>
    public string Metadata { get; init; } = string.Empty;

    /// <summary>What the client called the file: text, never a path.</summary>
    public string FileName { get; init; } = string.Empty;

    public VideoDetails Details { get; init; } = new();

    /// <summary>Bytes of the whole film; null where nobody knows that before the end.</summary>
    public long? Size { get; init; }

    /// <summary>Bytes that are safe on the disk.</summary>
    public long Received { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>What a client says of a film before it sends it.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Metadata">See <see cref="Upload.Metadata"/>.</param>
public sealed record NewUpload(UploadSource Source, long? Size, string FileName, VideoDetails Details, string Metadata = "", string? SourceAddress = null);

public enum UploadSource
{
    /// <summary>In pieces, by the tus protocol.</summary>
    Tus,

    /// <summary>In one piece, to a signed address of this server.</summary>
    Link,

    /// <summary>Fetched by this server from an address that its owner named.</summary>
    Url,

    /// <summary>Sent by the client to object storage, and fetched from there.</summary>
    Bucket,
}

public enum UploadStatus
{
    Receiving,

    /// <summary>It is a video now.</summary>
    Complete,
    Failed,
}
