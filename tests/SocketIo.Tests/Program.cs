using Matinee.SocketIo.Tests.ProtocolHost;

// dotnet run --project tests/SocketIo.Tests -- protocol-host [port]
if (args is ["protocol-host", ..])
{
    await SuiteHost.RunAsync(args is [_, var port] ? port : "3000");
    return 0;
}

return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
