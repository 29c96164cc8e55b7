using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Matinee.SocketIo.Tests.Fixture;

/// <summary>A real Kestrel on a loopback port with one Socket.IO endpoint.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHost(WebApplication app, SocketIoServer server)
    {
        _app = app;
        Server = server;
        Address = new Uri(app.Urls.First());
        Http = new HttpClient { BaseAddress = Address, Timeout = Eventually.Limit };
    }

    public SocketIoServer Server { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public static async Task<TestHost> StartAsync(
        SocketIoOptions? options = null, TimeProvider? clock = null, Action<SocketIoServer>? configure = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        if (clock is not null)
            builder.Services.Replace(ServiceDescriptor.Singleton(clock));
        var app = builder.Build();
        var server = app.MapSocketIo("/socket.io/", options);
        server.Of("/");
        configure?.Invoke(server);
        await app.StartAsync();
        return new TestHost(app, server);
    }

    public static Task<TestHost> StartAsync(Func<SocketIoSocket, ValueTask> onConnection, SocketIoOptions? options = null) =>
        StartAsync(options, configure: server => server.Of("/").OnConnection(onConnection));

    /// <summary>A host whose sockets are set up by a plain action.</summary>
    public static Task<TestHost> WithSocketsAsync(Action<SocketIoSocket> onConnection, SocketIoOptions? options = null) =>
        StartAsync(
            socket =>
            {
                onConnection(socket);
                return ValueTask.CompletedTask;
            },
            options);

    public Task<RawWebSocket> OpenWebSocketAsync(string query = "EIO=4&transport=websocket", string? origin = null) =>
        RawWebSocket.OpenAsync(new Uri($"ws://{Address.Authority}/socket.io/?{query}"), origin);

    /// <summary>A WebSocket client that is connected to the namespace.</summary>
    public async Task<RawWebSocket> JoinAsync(string name = "", string auth = "")
    {
        var socket = await OpenWebSocketAsync();
        await socket.ReadAsync();
        await socket.JoinAsync(name, auth);
        return socket;
    }

    public async Task<PollingClient> OpenPollingAsync()
    {
        var client = new PollingClient(Http);
        await client.OpenAsync();
        return client;
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        await _app.DisposeAsync();
    }
}
