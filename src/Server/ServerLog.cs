namespace Matinee.Server;

internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    public static partial void Setting(ILogger logger, string warning);

    [LoggerMessage(2, LogLevel.Information, "Matinee is open at {Address}")]
    public static partial void Open(ILogger logger, string address);

    [LoggerMessage(3, LogLevel.Warning, "The web app is not built; only the interfaces are served")]
    public static partial void NoWebApp(ILogger logger);

    [LoggerMessage(4, LogLevel.Error, "{Method} {Route} failed")]
    public static partial void RequestFailed(ILogger logger, string method, string route, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "Not ready: {Part}")]
    public static partial void NotReady(ILogger logger, string part, Exception? exception);

    [LoggerMessage(6, LogLevel.Information, "To become the administrator open {Address} and enter the code {Code}")]
    public static partial void SetUp(ILogger logger, string address, string code);

    [LoggerMessage(7, LogLevel.Information, "The sample film is in the library")]
    public static partial void SampleFilmReady(ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "The sample film could not be drawn; the next start tries again: {Reason}")]
    public static partial void SampleFilmFailed(ILogger logger, string reason);
}
