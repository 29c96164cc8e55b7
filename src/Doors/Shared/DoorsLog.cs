namespace Matinee.Doors.Shared;

internal static partial class DoorsLog
{
    // Not the path: it can hold a token.
    [LoggerMessage(1, LogLevel.Error, "A {Method} request failed (request id {RequestId})")]
    public static partial void RequestFailed(ILogger logger, string method, string requestId, Exception exception);
}
