using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Parties;

internal static partial class PartiesLog
{
    [LoggerMessage(100, LogLevel.Error, "Writing {Count} party changes failed")]
    public static partial void JournalFailed(ILogger logger, int count, Exception exception);

    [LoggerMessage(101, LogLevel.Error, "Writing {Count} chat messages failed")]
    public static partial void ChatFailed(ILogger logger, int count, Exception exception);

    [LoggerMessage(102, LogLevel.Information, "Took up {Count} parties after the start")]
    public static partial void TookUp(ILogger logger, int count);

    [LoggerMessage(103, LogLevel.Error, "Noting that parties are alive failed")]
    public static partial void AliveFailed(ILogger logger, Exception exception);

    [LoggerMessage(104, LogLevel.Warning, "Node {Node} was lost; {Count} parties that it had changed were put in order")]
    public static partial void NodeLost(ILogger logger, string node, int count);

    [LoggerMessage(105, LogLevel.Error, "Putting parties in order failed; it is tried again")]
    public static partial void KeepingFailed(ILogger logger, Exception exception);
}
