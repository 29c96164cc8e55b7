using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>A row of <c>uploads</c> as both engines give it.</summary>
internal sealed class UploadRow
{
    public string Id { get; init; } = string.Empty;

    public string OwnerId { get; init; } = string.Empty;

    public string VideoId { get; init; } = string.Empty;

    public string Source { get; init; } = string.Empty;

    public string? SourceAddress { get; init; }

    public string Status { get; init; } = string.Empty;

    public string? Failure { get; init; }

    public string Metadata { get; init; } = string.Empty;

    public string FileName { get; init; } = string.Empty;

    public string? Title { get; init; }

    public string? Description { get; init; }

    public string? Visibility { get; init; }

    public long? AllowDownload { get; init; }

    public long? RequirePremium { get; init; }

    public long? SizeBytes { get; init; }

    public long ReceivedBytes { get; init; }

    public long Attempts { get; init; }

    public long CreatedAt { get; init; }

    public long ExpiresAt { get; init; }

    public Upload ToUpload() => new()
    {
        Id = new UploadId(Id),
        Owner = new AccountId(OwnerId),
        Video = new VideoId(VideoId),
        Source = Enum.Parse<UploadSource>(Source, ignoreCase: true),
        SourceAddress = SourceAddress,
        Status = Enum.Parse<UploadStatus>(Status, ignoreCase: true),
        Failure = Failure,
        Metadata = Metadata,
        FileName = FileName,
        Details = new VideoDetails
        {
            Title = Title,
            Description = Description,
            Visibility = Visibility is null ? null : Enum.Parse<Visibility>(Visibility, ignoreCase: true),
            AllowDownload = AllowDownload is { } download ? download != 0 : null,
            RequirePremium = RequirePremium is { } premium ? premium != 0 : null,
        },
        Size = SizeBytes,
        Received = ReceivedBytes,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt),
    };
}
