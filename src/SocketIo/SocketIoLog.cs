using Microsoft.Extensions.Logging;

namespace Matinee.SocketIo;

internal static partial class SocketIoLog
{
    [LoggerMessage(10, LogLevel.Error, "A handler failed: namespace {Namespace}, socket {SocketId}, {What}")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string @namespace, string socketId, string what);

    [LoggerMessage(12, LogLevel.Error, "The backplane failed: {Channel}")]
    public static partial void BackplaneFailed(ILogger logger, Exception exception, string channel);

    [LoggerMessage(11, LogLevel.Debug, "Session {SessionId} sent a malformed packet")]
    public static partial void MalformedPacket(ILogger logger, string sessionId);
}
