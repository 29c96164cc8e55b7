using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.SocketIo;

public static class SocketIoEndpoints
{
    /// <summary>
    /// Maps Engine.IO v4 (GET, POST, OPTIONS, WebSocket) at the path, with and without its trailing slash. The clock is
    /// the application's <see cref="TimeProvider"/> if one is registered. The server ends with the application.
    /// </summary>
    public static SocketIoServer MapSocketIo(this IEndpointRouteBuilder endpoints, string path, SocketIoOptions? options = null)
    {
        options ??= new SocketIoOptions();
        if (options.Fault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        var services = endpoints.ServiceProvider;
        var loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        var server = new SocketIoServer(
            options, services.GetService<TimeProvider>() ?? TimeProvider.System, loggers.CreateLogger("Matinee.SocketIo"));

        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.Run(server.HandleAsync);
        endpoints.Map(path.TrimEnd('/') + "/", pipeline.Build()).WithDisplayName("Socket.IO " + path);

        // At the start of the shutdown, because the host waits for open requests before it disposes anything.
        services.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(server.Stop);
        return server;
    }
}
