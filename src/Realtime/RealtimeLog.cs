using Microsoft.Extensions.Logging;

namespace Matinee.Realtime;

internal static partial class RealtimeLog
{
    [LoggerMessage(1, LogLevel.Error, "A subscriber of {Topic} failed; the message is lost to it")]
    public static partial void HandlerFailed(ILogger logger, string topic, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "The timer {Kind} failed")]
    public static partial void TimerFailed(ILogger logger, string kind, Exception exception);
}
