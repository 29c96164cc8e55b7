using System.Net.WebSockets;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class HeartbeatTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Ping_follows_each_pong_after_the_interval()
    {
        var clock = new ManualClock();
        await using var host = await TestHost.StartAsync(clock: clock);
        using var socket = await host.JoinAsync();
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(Interval);
            Assert.Equal("2", await socket.ReadAsync());
            await socket.SendAsync("3");
            await SettleAsync(socket);
        }
    }

    [Fact]
    public async Task Missing_pong_disconnects_with_ping_timeout()
    {
        var clock = new ManualClock();
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(clock: clock, configure: server => ReportDisconnect(server, reason));
        using var socket = await host.JoinAsync();
        clock.Advance(Interval);
        Assert.Equal("2", await socket.ReadAsync());
        clock.Advance(Timeout - TimeSpan.FromSeconds(3));
        await SettleAsync(socket);
        Assert.False(reason.Task.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(DisconnectReason.PingTimeout, await reason.WithinLimitAsync());
        Assert.NotNull(await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task Late_request_of_a_polling_session_finds_it_gone_without_waiting_for_a_sweep()
    {
        var clock = new ManualClock();
        await using var host = await TestHost.StartAsync(clock: clock);
        var polling = await host.OpenPollingAsync();
        clock.Advance(Interval);
        Assert.Equal((200, "2"), await polling.PollAsync());
        clock.Advance(Timeout);
        Assert.Equal((400, """{"code":1,"message":"Session ID unknown"}"""), await polling.PollAsync());
    }

    [Fact]
    public async Task Round_trip_time_is_that_of_the_last_heartbeat()
    {
        var clock = new ManualClock();
        await using var host = await TestHost.StartAsync(clock: clock);
        using var socket = await host.JoinAsync();
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 1, "joined");
        var server = host.Server.Of("/").Sockets.Single();
        Assert.Null(server.RoundTripTime);
        clock.Advance(Interval);
        Assert.Equal("2", await socket.ReadAsync());
        clock.Advance(TimeSpan.FromMilliseconds(40));
        await socket.SendAsync("3");
        await SettleAsync(socket);
        Assert.Equal(TimeSpan.FromMilliseconds(40), server.RoundTripTime);
    }

    [Fact]
    public async Task Client_that_joins_no_namespace_is_disconnected()
    {
        var clock = new ManualClock();
        await using var host = await TestHost.StartAsync(new SocketIoOptions { ConnectTimeout = TimeSpan.FromSeconds(5) }, clock);
        using var idle = await host.OpenWebSocketAsync();
        await idle.ReadAsync();
        using var joined = await host.JoinAsync();
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await idle.ReadCloseAsync());
        await SettleAsync(joined);
    }

    /// <summary>The answer proves that the server has read everything before it.</summary>
    private static async Task SettleAsync(RawWebSocket socket)
    {
        await socket.SendAsync("40/nowhere");
        Assert.StartsWith("44/nowhere", await socket.ReadAsync(), StringComparison.Ordinal);
    }

    private static void ReportDisconnect(SocketIoServer server, TaskCompletionSource<DisconnectReason> reason) =>
        server.Of("/").OnConnection(socket =>
        {
            socket.OnDisconnect(r =>
            {
                reason.TrySetResult(r);
                return ValueTask.CompletedTask;
            });
            return ValueTask.CompletedTask;
        });
}
