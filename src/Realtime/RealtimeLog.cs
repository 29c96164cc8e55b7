using Microsoft.Extensions.Logging;

namespace Matinee.Realtime;

internal static partial class RealtimeLog
{
    [LoggerMessage(1, LogLevel.Error, "A subscriber of {Topic} failed; the message is lost to it")]
    public static partial void HandlerFailed(ILogger logger, string topic, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "The timer {Kind} failed")]
    public static partial void TimerFailed(ILogger logger, string kind, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "Redis does not answer; what needs it is refused until it does ({Reason})")]
    public static partial void Lost(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Information, "Redis answers")]
    public static partial void Back(ILogger logger);

    [LoggerMessage(5, LogLevel.Error, "Watching over the connection to Redis failed")]
    public static partial void WatchFailed(ILogger logger, Exception exception);
}
