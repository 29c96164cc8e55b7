using System.Net.WebSockets;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

/// <summary>Connections come and go, and nothing of them stays.</summary>
[Collection(Alone.Name)]
public sealed class ChurnTests
{
    private const int WebSockets = 8000;
    private const int Pollers = 2000;
    private const int AtOnce = 16;

    // A twentieth of what the smallest session, socket and room would keep if they leaked (about 2 kB): below it only what
    // the pools and tables of Kestrel and the runtime grow by.
    private const int BytesPerConnection = 100;

    [Fact]
    public async Task Ten_thousand_connections_leave_nothing_behind()
    {
        var clock = new ManualClock();
        await using var host = await TestHost.StartAsync(clock: clock, configure: server => server.Of("/").OnConnection(socket =>
        {
            socket.Join("room:" + socket.Id);
            socket.Join("all");
            socket.Data["name"] = socket.Id;
            socket.On("echo", _ => ValueTask.CompletedTask);
            return ValueTask.CompletedTask;
        }));

        // The pools fill up first.
        await ChurnAsync(host, clock, WebSockets / 10, Pollers / 10);
        var before = Alone.LiveBytes();
        await ChurnAsync(host, clock, WebSockets, Pollers);
        Assert.Empty(host.Server.Of("/").Sockets);
        await Eventually.BecomesTrueAsync(
            () => Alone.LiveBytes() - before < (WebSockets + Pollers) * BytesPerConnection, "memory as before");
    }

    private static async Task ChurnAsync(TestHost host, ManualClock clock, int webSockets, int pollers)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
        await Parallel.ForAsync(0, webSockets, parallel, async (i, ct) => await ComeAndGoAsync(host, i, ct));
        await Parallel.ForAsync(0, pollers, parallel, async (i, _) =>
        {
            var client = await host.OpenPollingAsync();
            await client.JoinAsync();
            // Some leave politely, some by breaking the protocol.
            await client.PostAsync(i % 2 == 0 ? "1" : "x");
        });
        // Some sessions linger for a poll that crossed their close packet, some WebSockets for the answer to a close frame.
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 0, "all closed");
        clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.BecomesTrueAsync(() => host.Server.ConnectionCount == 0, "all gone");
    }

    private static async Task ComeAndGoAsync(TestHost host, int i, CancellationToken ct)
    {
        var buffer = new byte[256];
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{host.Address.Authority}/socket.io/?EIO=4&transport=websocket"), ct);
        await socket.ReceiveAsync(buffer, ct);
        await socket.SendAsync("40"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, ct);
        await socket.ReceiveAsync(buffer, ct);
        switch (i % 3)
        {
            case 0:
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, ct);
                break;
            case 1:
                await socket.SendAsync("41"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, ct);
                await socket.SendAsync("1"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, ct);
                break;
            default:
                socket.Abort();
                break;
        }
    }
}
