using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Statuses;

internal static partial class StatusesLog
{
    [LoggerMessage(600, LogLevel.Warning, "Telling other nodes of player statuses failed")]
    public static partial void RelayFailed(ILogger logger, Exception exception);
}
