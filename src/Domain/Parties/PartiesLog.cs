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
}
