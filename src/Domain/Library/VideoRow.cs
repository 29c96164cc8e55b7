using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>A row of <c>videos</c> as both engines give it.</summary>
internal sealed class VideoRow
{
    public string Id { get; init; } = string.Empty;

    public string UploadId { get; init; } = string.Empty;

    public string OwnerId { get; init; } = string.Empty;

    public string? OwnerName { get; init; }

    public string? OwnerAvatarUrl { get; init; }

    public string Title { get; init; } = string.Empty;

    public string Description { get; init; } = string.Empty;

    public string Source { get; init; } = string.Empty;

    public string? SourceAddress { get; init; }

    public string Visibility { get; init; } = string.Empty;

    public string Status { get; init; } = string.Empty;

    public string? Failure { get; init; }

    public string? Notes { get; init; }

    public string? Container { get; init; }

    public double? Duration { get; init; }

    public long? Width { get; init; }

    public long? Height { get; init; }

    public string? VideoCodec { get; init; }

    public string? AudioCodec { get; init; }

    public long SizeBytes { get; init; }

    public long? Bitrate { get; init; }

    public double? FrameRate { get; init; }

    public long HasPoster { get; init; }

    public long PlaysDirectly { get; init; }

    public long AllowDownload { get; init; }

    public long RequirePremium { get; init; }

    public long ViewCount { get; init; }

    public long LikeCount { get; init; }

    public long Attempts { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    public Video ToVideo() => new()
    {
        Id = new VideoId(Id),
        Upload = new UploadId(UploadId),
        Owner = new AccountId(OwnerId),
        OwnerName = OwnerName,
        OwnerAvatarUrl = OwnerAvatarUrl,
        Title = Title,
        Description = Description,
        Source = Parse<VideoSource>(Source),
        SourceAddress = SourceAddress,
        Visibility = Parse<Visibility>(Visibility),
        Status = Parse<VideoStatus>(Status),
        Failure = Failure,
        Notes = Notes?.Split('\n') ?? [],
        Container = Container is null ? null : Parse<FilmContainer>(Container),
        Duration = Duration,
        Width = (int?)Width,
        Height = (int?)Height,
        PictureCodec = VideoCodec,
        SoundCodec = AudioCodec,
        Size = SizeBytes,
        Bitrate = Bitrate,
        FrameRate = FrameRate,
        HasPoster = HasPoster != 0,
        PlaysDirectly = PlaysDirectly != 0,
        AllowDownload = AllowDownload != 0,
        RequirePremium = RequirePremium != 0,
        Views = ViewCount,
        Likes = LikeCount,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(UpdatedAt),
    };

    private static T Parse<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);
}
