using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Progress;

internal static partial class ProgressLog
{
    [LoggerMessage(500, LogLevel.Warning, "Redis does not answer; lists of progress wait for it")]
    public static partial void IndexWaits(ILogger logger);

    [LoggerMessage(501, LogLevel.Error, "Keeping the index of progress failed")]
    public static partial void IndexFailed(ILogger logger, Exception exception);
}
