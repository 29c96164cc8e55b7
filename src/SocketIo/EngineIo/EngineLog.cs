using Microsoft.Extensions.Logging;

namespace Matinee.SocketIo.EngineIo;

internal static partial class EngineLog
{
    [LoggerMessage(1, LogLevel.Debug, "Session {SessionId} closed: {Reason}")]
    public static partial void SessionClosed(ILogger logger, string sessionId, DisconnectReason reason);

    [LoggerMessage(2, LogLevel.Information, "Session {SessionId} reads too slowly (outbound queue full) and is disconnected")]
    public static partial void SlowReader(ILogger logger, string sessionId);
}
