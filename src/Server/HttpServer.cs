using Matinee.Doors.Shared.Sending;
using Matinee.Server.Configuration;

namespace Matinee.Server;

/// <summary>Kestrel with bounds that a stranger's request has to keep to, and a stop that ends before a supervisor loses patience.</summary>
internal static class HttpServer
{
    private const long LargestBody = 30 * 1024 * 1024;

    // With what runs after it, SIGTERM to exit stays under three seconds though sockets are open.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(2);

    public static void AddHttpServer(this WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.UseKestrelHttpsConfiguration();

        // A request is served on the thread that its bytes woke, without another hop: nothing here blocks a thread.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.UseFileSending());
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestLineSize = 8 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(17);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(131);
        });
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = LongestStop;
            host.ServicesStopConcurrently = true;
        });
    }
}
