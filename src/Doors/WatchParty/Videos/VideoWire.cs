using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Matinee.Domain.Accounts;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchParty.Videos;

/// <param name="Thumbnail">Absolute signed URL, good for this viewer for some hours.</param>
/// <param name="Duration"><c>HH:MM:SS</c>.</param>
/// <param name="SourceUrl">For who may edit it: an address may hold a secret.</param>
/// <param name="FailureReason">Only where <paramref name="Status"/> is failed.</param>
internal sealed record VideoWire(
    string Id,
    string Title,
    string Description,
    UploaderWire Uploader,
    string? Thumbnail,
    string? Duration,
    double? DurationSeconds,
    long? FileSize,
    string SourceType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SourceUrl,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Resolution,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Codec,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Bitrate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Fps,
    string Visibility,
    string Status,
    string? FailureReason,
    bool AllowDownload,
    bool RequirePremium,
    long ViewCount,
    long LikeCount,
    long CommentsCount,
    bool IsLiked,
    bool CanEdit,
    bool CanDownload,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

internal sealed record UploaderWire(string Id, string Name, string? Avatar, bool IsPremium);

/// <summary>The fields of the form that brings a film; <see cref="UploadForm"/> reads them as they come.</summary>
internal sealed record UploadFormWire(
    [property: Required] byte[] File, string? Title, string? Description, string? Visibility, bool? AllowDownload, bool? RequirePremium);

internal sealed record VideoUploadWire(bool Success, string UploadId, string VideoId, string Message);

/// <param name="Status">uploading, processing, ready or failed.</param>
/// <param name="Progress">0 to 100.</param>
/// <param name="Message">When failed, the reason.</param>
internal sealed record VideoUploadStatusWire(
    string UploadId,
    string Status,
    int Progress,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? VideoId);

internal sealed record VideoStreamInfoWire(
    string StreamingUrl,
    string ThumbnailUrl,
    IReadOnlyList<QualityVariantWire> QualityVariants,
    string? HlsUrl,
    string? DashUrl,
    IReadOnlyList<object> Subtitles);

/// <param name="Bitrate">Bits a second.</param>
internal sealed record QualityVariantWire(string Quality, long Bitrate);

internal sealed record VideoDeletedWire(bool Success, string Message);

/// <summary>The fields of a Video that its owner may change; a client may send the whole Video, the others are not read.</summary>
internal sealed record VideoChangeBody(string? Title, string? Description, string? Visibility, bool? AllowDownload, bool? RequirePremium);

internal static class VideoWires
{
    public static VideoWire ToWire(this Video video, HttpContext context, Caller viewer) => new(
        video.Id.Value,
        video.Title,
        video.Description,
        new UploaderWire(video.Owner.Value, video.OwnerName ?? "Former member", video.OwnerAvatarUrl, IsPremium: false),
        video.HasPoster ? AbsoluteUrl(context, Links(context).Poster(video.Id, viewer.Account)) : null,
        video.Duration is > 0 ? ClockText(video.Duration.Value) : null,
        video.Duration is > 0 ? video.Duration : null,
        video.Size,
        WordOf(video.Source is VideoSource.Folder ? VideoSource.Upload : video.Source),
        video.MayEdit(viewer) ? video.SourceAddress : null,
        video is { Width: > 0, Height: > 0 } ? string.Create(CultureInfo.InvariantCulture, $"{video.Width}x{video.Height}") : null,
        video.PictureCodec,
        video.Bitrate,
        video.FrameRate is { } rate ? Math.Round(rate, 3) : null,
        WordOf(video.Visibility),
        WordOf(video.Status),
        video.Failure,
        video.AllowDownload,
        video.RequirePremium,
        video.Views,
        video.Likes,
        CommentsCount: 0,
        IsLiked: false,
        video.MayEdit(viewer),
        CanDownload: video.MayEdit(viewer) || (video.AllowDownload && !viewer.IsGuest),
        video.CreatedAt,
        video.UpdatedAt);

    public static VideoUploadStatusWire ToUploadStatus(this Video video)
    {
        var (status, progress, message) = video.Status switch
        {
            VideoStatus.Pending => ("processing", 0, "The film waits to be examined."),
            VideoStatus.Processing => ("processing", 50, "The film is being examined."),
            VideoStatus.Ready => ("ready", 100, "The film is ready."),
            VideoStatus.Failed => ("failed", 100, video.Failure ?? "The film cannot be played."),
        };
        return new VideoUploadStatusWire(video.Upload.Value, status, progress, message, video.Id.Value);
    }

    public static VideoUploadStatusWire ToUploadStatus(this Upload upload)
    {
        var percent = upload.Size is > 0 and var size ? (int)(upload.Received * 100 / size) : 0;
        return upload.Status is UploadStatus.Failed
            ? new VideoUploadStatusWire(upload.Id.Value, "failed", 100, upload.Failure ?? "The film did not arrive.", VideoId: null)
            : new VideoUploadStatusWire(upload.Id.Value, "uploading", percent, "The film is on its way.", VideoId: null);
    }

    /// <param name="video">Ready: its container, size and duration are known.</param>
    public static VideoStreamInfoWire ToStreamInfo(this Video video, HttpContext context, Caller viewer)
    {
        var links = Links(context);
        var lines = Math.Min(video.Width ?? 0, video.Height ?? 0);
        var bitrate = video.Bitrate ?? (long)(video.Size * 8 / (video.Duration ?? 1));
        return new VideoStreamInfoWire(
            AbsoluteUrl(context, links.Film(video.Id, video.Container ?? FilmContainer.Mp4, viewer.Account)),
            AbsoluteUrl(context, links.Poster(video.Id, viewer.Account)),
            [new QualityVariantWire(string.Create(CultureInfo.InvariantCulture, $"{lines}p"), bitrate)],
            HlsUrl: null,
            DashUrl: null,
            Subtitles: []);
    }

    public static string ClockText(double seconds)
    {
        var whole = (long)Math.Round(seconds);
        return string.Create(CultureInfo.InvariantCulture, $"{whole / 3600:00}:{whole / 60 % 60:00}:{whole % 60:00}");
    }

    private static string WordOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static MediaLinks Links(HttpContext context) => context.RequestServices.GetRequiredService<MediaLinks>();

    private static string AbsoluteUrl(HttpContext context, string path) =>
        context.RequestServices.GetRequiredService<PublicUrl>().Of(context) + path;
}
