using System.Net.WebSockets;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class CloseTests
{
    [Theory]
    [InlineData("1", DisconnectReason.TransportClose)]
    [InlineData("41", DisconnectReason.ClientNamespaceDisconnect)]
    [InlineData("4abc", DisconnectReason.ParseError)]
    [InlineData("42{}", DisconnectReason.ParseError)]
    [InlineData("42[]", DisconnectReason.ParseError)]
    [InlineData("42", DisconnectReason.ParseError)]
    [InlineData("42abc[\"e\"]", DisconnectReason.ParseError)]
    [InlineData("42[\"connect\"]", DisconnectReason.ParseError)]
    [InlineData("42[{}]", DisconnectReason.ParseError)]
    [InlineData("42[\"\\ud800\"]", DisconnectReason.ParseError)]
    [InlineData("44{\"message\":\"x\"}", DisconnectReason.ParseError)]
    [InlineData("40", DisconnectReason.ParseError)]
    [InlineData("40[]", DisconnectReason.ParseError)]
    [InlineData("2", DisconnectReason.ParseError)]
    [InlineData("abc", DisconnectReason.ParseError)]
    [InlineData("", DisconnectReason.ParseError)]
    public async Task Packet_of_the_client_ends_the_socket_with_its_reason(string packet, DisconnectReason expected)
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason));
        using var client = await host.JoinAsync();
        await client.SendAsync(packet);
        Assert.Equal(expected, await reason.WithinLimitAsync());
        if (expected != DisconnectReason.ClientNamespaceDisconnect)
            Assert.NotNull(await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Vanished_client_is_a_closed_transport()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason));
        using var client = await host.JoinAsync();
        client.Vanish();
        Assert.Equal(DisconnectReason.TransportClose, await reason.WithinLimitAsync());
        await Eventually.BecomesTrueAsync(() => host.Server.ConnectionCount == 0, "session removed");
    }

    [Fact]
    public async Task Bad_utf8_is_an_error_of_the_transport()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason));
        using var client = await host.JoinAsync();
        await client.SendAsync([(byte)'4', (byte)'2', 0xff], WebSocketMessageType.Text);
        Assert.Equal(DisconnectReason.TransportError, await reason.WithinLimitAsync());
    }

    [Fact]
    public async Task Server_disconnect_tells_the_namespace_and_keeps_the_connection()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(async socket =>
        {
            await Events.Report(socket, reason);
            socket.On("leave", e =>
            {
                socket.Disconnect(close: e.Args.Get<bool>(0));
                socket.Emit("never");
                return ValueTask.CompletedTask;
            });
        });
        using var client = await host.JoinAsync();
        await client.SendAsync("""42["leave",false]""");
        Assert.Equal("41", await client.ReadAsync());
        Assert.Equal(DisconnectReason.ServerNamespaceDisconnect, await reason.WithinLimitAsync());
        await client.JoinAsync();
        await client.SendAsync("""42["leave",true]""");
        Assert.Equal("41", await client.ReadAsync());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Server_disconnect_reaches_a_polling_client_with_its_next_poll()
    {
        await using var host = await TestHost.WithSocketsAsync(socket => socket.On("leave", _ =>
        {
            socket.Emit("last");
            socket.Disconnect(close: true);
            return ValueTask.CompletedTask;
        }));
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        await client.PostAsync("""42["leave"]""");
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 0, "left");
        var rest = "";
        while (!rest.EndsWith(PollingClient.Separator + "1", StringComparison.Ordinal))
        {
            var (status, body) = await client.PollAsync();
            Assert.Equal(200, status);
            rest += PollingClient.Separator + body;
        }

        Assert.Equal(string.Join(PollingClient.Separator, "", """42["last"]""", "41", "1"), rest);
        Assert.Equal(400, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task Close_packet_of_a_polling_client_ends_its_pending_poll_with_a_noop()
    {
        await using var host = await TestHost.StartAsync();
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        var pending = client.PollAsync();
        await PendingAsync(host);
        Assert.Equal((200, "ok"), await client.PostAsync("1"));
        Assert.Equal((200, "6"), await pending);
        Assert.Equal(400, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task Two_polls_at_once_end_the_session()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason));
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        var replies = await Task.WhenAll(client.PollAsync(), client.PollAsync());
        Assert.Contains((200, "1"), replies);
        Assert.Contains(replies, reply => reply.Status == 400);
        Assert.Equal(DisconnectReason.TransportError, await reason.WithinLimitAsync());
        Assert.Equal(400, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task Aborted_poll_ends_the_session_at_once()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason));
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        using var abort = new CancellationTokenSource();
        var pending = client.PollAsync(abort.Token);
        await PendingAsync(host);
        await abort.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Equal(400, (await client.PollAsync()).Status);
        Assert.Equal(DisconnectReason.TransportError, await reason.WithinLimitAsync());
    }

    [Fact]
    public async Task Malformed_body_ends_the_session()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var body in new[] { "abc", "", "b!!!", "4\x1e", "40\x1e" })
        {
            var client = await host.OpenPollingAsync();
            Assert.Equal(400, (await client.PostAsync(body)).Status);
            Assert.Equal(400, (await client.PollAsync()).Status);
        }
    }

    [Fact]
    public async Task Shutdown_disconnects_everyone_with_its_reason()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason));
        using var client = await host.JoinAsync();
        var stopping = host.StopAsync();
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await client.ReadCloseAsync());
        await client.CloseAsync();
        Assert.Equal(DisconnectReason.ServerShuttingDown, await reason.WithinLimitAsync());
        await stopping;
    }

    [Fact]
    public void Every_reason_has_its_words()
    {
        Assert.All(Enum.GetValues<DisconnectReason>(), reason => Assert.NotEmpty(reason.ToWire()));
        Assert.Equal("ping timeout", DisconnectReason.PingTimeout.ToWire());
    }

    /// <summary>The server holds the poll of its only client.</summary>
    private static Task PendingAsync(TestHost host) =>
        Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.SingleOrDefault()?.IsWritable == true, "pending poll");
}
