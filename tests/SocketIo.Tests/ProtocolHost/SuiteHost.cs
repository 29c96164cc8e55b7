using Matinee.SocketIo.EngineIo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.SocketIo.Tests.ProtocolHost;

/// <summary>
/// The server that the public protocol suites of socketio/socket.io expect (engine.io-protocol/v4-test-suite and
/// socket.io-protocol/v5-test-suite): an echo of Engine.IO messages, and two namespaces that send everything back.
/// </summary>
internal static class SuiteHost
{
    private static readonly SocketIoOptions Options = new()
    {
        PingInterval = TimeSpan.FromMilliseconds(300),
        PingTimeout = TimeSpan.FromMilliseconds(200),
        MaxPayload = 1_000_000,
        AllowedOrigins = ["*"],
    };

    public static async Task RunAsync(string port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://localhost:{port}");
        await using var app = builder.Build();

        await using var engine = new EngineServer(Options, TimeProvider.System, app.Logger, session => new Echo(session), onSweep: () => { });
        app.Map("/engine.io/", engine.HandleAsync);

        var server = app.MapSocketIo("/socket.io/", Options);
        foreach (var name in new[] { "/", "/custom" })
            server.Of(name).OnConnection(OnConnection);
        await app.RunAsync();
    }

    private static ValueTask OnConnection(SocketIoSocket socket)
    {
        socket.Emit("auth", socket.Handshake.Auth);
        socket.On("message", e =>
        {
            socket.Emit("message-back", Same(e.Args));
            return ValueTask.CompletedTask;
        });
        socket.On("message-with-ack", e =>
        {
            e.Ack(Same(e.Args));
            return ValueTask.CompletedTask;
        });
        return ValueTask.CompletedTask;
    }

    private static object?[] Same(SocketIoArgs args) =>
        [.. args.Select((element, i) => args.GetBinary(i) ?? (object?)element)];

    private sealed class Echo(EngineSession session) : IEngineListener
    {
        public ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8, long receivedAt)
        {
            session.Send([OutboundMessage.Text([EnginePackets.MessageType, .. utf8.Span])]);
            return ValueTask.CompletedTask;
        }

        public ValueTask OnBinaryAsync(byte[] data, long receivedAt)
        {
            session.Send([OutboundMessage.Binary(data)]);
            return ValueTask.CompletedTask;
        }

        public void OnTick(long now)
        {
        }

        public void OnClose(DisconnectReason reason)
        {
        }
    }
}
