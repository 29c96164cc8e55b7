using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matinee.Doors.Tests.WatchParty.Videos;

/// <summary>Somebody's web server, with films and with traps.</summary>
internal sealed class FilmServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int requests;

    private FilmServer(WebApplication app) => this.app = app;

    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public int Requests => Volatile.Read(ref requests);

    /// <summary>How requests below any path are answered.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context => context.Response.WriteAsync("hello");

    public static async Task<FilmServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FilmServer(builder.Build());
        server.app.Run(context =>
        {
            Interlocked.Increment(ref server.requests);
            return server.Answer(context);
        });
        await server.app.StartAsync();
        return server;
    }

    public string Url(string path, string host = "films.example") => $"http://{host}:{Port}{path}";

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
