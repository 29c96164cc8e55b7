using Matinee.Domain.Kernel;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Library;

internal static partial class LibraryLog
{
    [LoggerMessage(1, LogLevel.Information, "{Job} of video {Video} is {State}")]
    public static partial void JobEnded(ILogger logger, JobKind job, VideoId video, string state);

    [LoggerMessage(2, LogLevel.Information, "Removed files of {Video}, which is no video: its upload was cut short")]
    public static partial void Swept(ILogger logger, VideoId video);

    [LoggerMessage(3, LogLevel.Error, "Films cannot be worked on now; trying again in a minute")]
    public static partial void ProcessingFailed(ILogger logger, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "{Job} of video {Video} waits: {Reason}")]
    public static partial void JobPostponed(ILogger logger, JobKind job, VideoId video, string reason);

    [LoggerMessage(20, LogLevel.Information, "{Count} uploads were finished after an interruption, or expired")]
    public static partial void UploadsKept(ILogger logger, int count);

    [LoggerMessage(21, LogLevel.Error, "Uploads cannot be looked after now; trying again in a minute")]
    public static partial void KeepingFailed(ILogger logger, Exception exception);

    [LoggerMessage(22, LogLevel.Error, "Films cannot be fetched now; trying again soon")]
    public static partial void FetchingFailed(ILogger logger, Exception exception);

    [LoggerMessage(25, LogLevel.Error, "Upload {Upload} cannot be finished now; trying again in a minute")]
    public static partial void CompletingFailed(ILogger logger, UploadId upload, Exception exception);

    [LoggerMessage(26, LogLevel.Error, "Upload {Upload} has expired and cannot be removed now; trying again in an hour")]
    public static partial void RemovingFailed(ILogger logger, UploadId upload, Exception exception);

    [LoggerMessage(27, LogLevel.Error, "Object storage refuses this server: {Code}")]
    public static partial void BucketRefuses(ILogger logger, string code);

    [LoggerMessage(23, LogLevel.Information, "{Films} films and {Subtitles} subtitles of a watched folder are new in the library")]
    public static partial void Imported(ILogger logger, int films, int subtitles);

    [LoggerMessage(24, LogLevel.Warning, "A watched folder cannot be read now; trying again in a minute")]
    public static partial void WatchingFailed(ILogger logger, Exception exception);
}
