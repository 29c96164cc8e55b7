using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchParty.Videos;

/// <param name="Thumbnail">Absolute signed URL, good for this viewer for some hours.</param>
/// <param name="Duration"><c>HH:MM:SS</c>.</param>
/// <param name="SourceUrl">For who may edit it: an address may hold a secret.</param>
/// <param name="FailureReason">Only where <paramref name="Status"/> is failed.</param>
/// <param name="Notes">For who may edit it: what is in the file of a film that plays and cannot be shown.</param>
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
    IReadOnlyList<string> Notes,
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
/// <param name="Progress">0 to 100, until it can be watched.</param>
/// <param name="Message">When failed, the reason.</param>
/// <param name="EstimatedCompletion">Of the stage; absent while nobody can tell.</param>
/// <param name="Stage">Our addition: uploading, waiting, examining, preparing, improving, finished or failed.</param>
/// <param name="StageProgress">0 to 100.</param>
/// <param name="Quality">The size that is being made, such as 720p.</param>
/// <param name="Notes">What is in the file of a film that plays and cannot be shown.</param>
internal sealed record VideoUploadStatusWire(
    string UploadId,
    string Status,
    int Progress,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? EstimatedCompletion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? VideoId,
    string Stage,
    double StageProgress,
    double? SecondsRemaining,
    string? Quality,
    IReadOnlyList<string> Notes);

/// <param name="StreamingUrl">The film itself where browsers play it, else the HLS playlist.</param>
/// <param name="HlsUrl">Null while nothing is published; may grow while <paramref name="IsComplete"/> is false.</param>
/// <param name="DashUrl">Null until everything that it names is complete.</param>
/// <param name="StoryboardUrl">WebVTT that names parts of pictures, for a seek bar.</param>
/// <param name="PlaysDirectly">The film itself can be given to a video element.</param>
/// <param name="CanEdit">The caller may add subtitles.</param>
internal sealed record VideoStreamInfoWire(
    string StreamingUrl,
    string ThumbnailUrl,
    IReadOnlyList<QualityVariantWire> QualityVariants,
    string? HlsUrl,
    string? DashUrl,
    IReadOnlyList<SubtitleWire> Subtitles,
    IReadOnlyList<AudioTrackWire> AudioTracks,
    string? StoryboardUrl,
    bool PlaysDirectly,
    bool IsComplete,
    bool CanEdit,
    DateTimeOffset ExpiresAt);

internal sealed record AudioTrackWire(string Language, string Label, bool IsDefault);

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
        video.MayEdit(viewer) ? video.Notes : [],
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

    public static VideoUploadStatusWire ToUploadStatus(this Video video, ProcessingState state, DateTimeOffset now)
    {
        var (status, progress) = video.Status switch
        {
            VideoStatus.Pending or VideoStatus.Processing => ("processing", state.Stage is ProcessingStage.Preparing ? 5 + (int)(state.Percent * 0.94) : 0),
            VideoStatus.Ready => ("ready", 100),
            VideoStatus.Failed => ("failed", 100),
        };
        return new VideoUploadStatusWire(
            video.Upload.Value,
            status,
            progress,
            string.Join(' ', state.Notes.Prepend(state.Note ?? MessageOf(video.Status is VideoStatus.Ready, state))),
            state.SecondsRemaining is { } seconds ? now + TimeSpan.FromSeconds(seconds) : null,
            video.Id.Value,
            WordOf(state.Stage),
            Math.Round(state.Percent, 1),
            state.SecondsRemaining,
            state.Quality,
            video.Notes);
    }

    public static VideoUploadStatusWire ToUploadStatus(this Upload upload)
    {
        var percent = upload.Size is > 0 and var size ? (int)(upload.Received * 100 / size) : 0;
        return upload.Status is UploadStatus.Failed
            ? StatusOf(upload, "failed", "failed", 100, upload.Failure ?? "The film did not arrive.")
            : StatusOf(upload, "uploading", "uploading", percent, upload.Failure ?? "The film is on its way.");
    }

    private static VideoUploadStatusWire StatusOf(Upload upload, string status, string stage, int percent, string message) => new(
        upload.Id.Value, status, percent, message, EstimatedCompletion: null, VideoId: null, stage, percent, SecondsRemaining: null, Quality: null, Notes: []);

    /// <param name="video">Ready: its container, size and duration are known.</param>
    public static VideoStreamInfoWire ToStreamInfo(this Video video, Package package, HttpContext context, Caller viewer)
    {
        var links = Links(context);
        var stream = StreamUrl(context, video.Id, viewer);
        var hls = package.IsPlayable ? stream + StreamFiles.HlsPlaylist : null;
        return new VideoStreamInfoWire(
            video.PlaysDirectly || hls is null ? AbsoluteUrl(context, links.Film(video.Id, video.Container ?? FilmContainer.Mp4, viewer.Account)) : hls,
            AbsoluteUrl(context, links.Poster(video.Id, viewer.Account)),
            package.IsPlayable ? [.. package.Pictures.Select(picture => new QualityVariantWire(picture.Label, picture.PeakBandwidth))] : [QualityOf(video)],
            hls,
            package.IsComplete ? stream + StreamFiles.DashFile : null,
            [.. package.Subtitles.Select(track => track.ToWire(stream))],
            [.. package.Sounds.Select(sound => new AudioTrackWire(sound.Language, sound.Label, sound.IsDefault))],
            package.Storyboard is null ? null : stream + StreamFiles.StoryboardIndex,
            video.PlaysDirectly,
            package.IsComplete,
            video.MayEdit(viewer),
            context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() + MediaLinks.Lifetime);
    }

    /// <summary>Where all parts of a film are, with a slash at its end.</summary>
    public static string StreamUrl(HttpContext context, VideoId video, Caller viewer) => AbsoluteUrl(context, Links(context).Stream(video, viewer.Account));

    private static QualityVariantWire QualityOf(Video video)
    {
        var lines = Math.Min(video.Width ?? 0, video.Height ?? 0);
        var bitrate = video.Bitrate ?? (long)(video.Size * 8 / (video.Duration ?? 1));
        return new QualityVariantWire(string.Create(CultureInfo.InvariantCulture, $"{lines}p"), bitrate);
    }

    private static string MessageOf(bool isReady, ProcessingState state) => state.Stage switch
    {
        ProcessingStage.Waiting or ProcessingStage.Preparing when state.Ahead is > 0 and var ahead =>
            ahead == 1 ? "The film waits: another one comes first." : string.Create(CultureInfo.InvariantCulture, $"The film waits: {ahead} others come first."),
        ProcessingStage.Waiting => "The film waits to be examined.",
        ProcessingStage.Examining => "The film is being examined.",
        ProcessingStage.Preparing => "The film is being prepared for playing.",
        ProcessingStage.Improving when state.Quality is { } quality => $"The film can be watched. {quality} is being made.",
        ProcessingStage.Improving => "The film can be watched. More of it is being made.",
        ProcessingStage.Finished => isReady ? "The film is ready." : "The film is being prepared for playing.",
        ProcessingStage.Failed => "The film cannot be played.",
    };

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
