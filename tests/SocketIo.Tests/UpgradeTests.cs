using System.Net.WebSockets;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class UpgradeTests
{
    [Fact]
    public async Task Session_moves_to_the_web_socket_and_keeps_its_socket()
    {
        await using var host = await TestHost.WithSocketsAsync(Echo);
        var polling = await host.OpenPollingAsync();
        await polling.JoinAsync();
        using var socket = await OpenUpgradeAsync(host, polling.Sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReadAsync());
        Assert.Equal((200, "6"), await polling.PollAsync());
        await socket.SendAsync("5");
        await socket.SendAsync("""42["echo",1]""");
        Assert.Equal("""42["echo",1]""", await socket.ReadAsync());
        Assert.Equal(400, (await polling.PollAsync()).Status);
        Assert.Single(host.Server.Of("/").Sockets);
    }

    [Fact]
    public async Task Probe_and_upgrade_may_come_back_to_back()
    {
        await using var host = await TestHost.WithSocketsAsync(Echo);
        var polling = await host.OpenPollingAsync();
        await polling.JoinAsync();
        using var socket = await OpenUpgradeAsync(host, polling.Sid);
        await socket.SendAsync("2probe");
        await socket.SendAsync("5");
        await socket.SendAsync("""42["echo","x"]""");
        Assert.Equal("3probe", await socket.ReadAsync());
        Assert.Equal("""42["echo","x"]""", await socket.ReadAsync());
    }

    [Fact]
    public async Task Pending_poll_ends_with_a_noop_when_the_probe_comes()
    {
        await using var host = await TestHost.StartAsync();
        var polling = await host.OpenPollingAsync();
        await polling.JoinAsync();
        var pending = polling.PollAsync();
        using var socket = await OpenUpgradeAsync(host, polling.Sid);
        await socket.SendAsync("2probe");
        Assert.Equal((200, "6"), await pending);
    }

    [Fact]
    public async Task What_was_queued_goes_out_on_the_web_socket()
    {
        await using var host = await TestHost.StartAsync();
        var polling = await host.OpenPollingAsync();
        await polling.JoinAsync();
        using var socket = await OpenUpgradeAsync(host, polling.Sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReadAsync());
        host.Server.Of("/").Emit("news", 1);
        await socket.SendAsync("5");
        Assert.Equal("""42["news",1]""", await socket.ReadAsync());
    }

    [Fact]
    public async Task Second_upgrade_at_the_same_time_is_closed()
    {
        await using var host = await TestHost.StartAsync();
        var polling = await host.OpenPollingAsync();
        using var first = await OpenUpgradeAsync(host, polling.Sid);
        await first.SendAsync("2probe");
        Assert.Equal("3probe", await first.ReadAsync());
        using var second = await OpenUpgradeAsync(host, polling.Sid);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await second.ReadCloseAsync());
        await first.SendAsync("5");
        await first.SendAsync("40");
        Assert.StartsWith("40{", await first.ReadAsync(), StringComparison.Ordinal);
        using var third = await OpenUpgradeAsync(host, polling.Sid);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await third.ReadCloseAsync());
    }

    [Theory]
    [InlineData("5")]
    [InlineData("40")]
    [InlineData("")]
    [InlineData("2prob")]
    public async Task Anything_but_a_probe_ends_the_upgrade_and_polling_goes_on(string packet)
    {
        await using var host = await TestHost.StartAsync();
        var polling = await host.OpenPollingAsync();
        using var socket = await OpenUpgradeAsync(host, polling.Sid);
        await socket.SendAsync(packet);
        Assert.NotNull(await socket.ReadCloseAsync());
        await polling.JoinAsync();
    }

    [Fact]
    public async Task Failed_upgrade_can_be_tried_again()
    {
        await using var host = await TestHost.StartAsync();
        var polling = await host.OpenPollingAsync();
        var first = await OpenUpgradeAsync(host, polling.Sid);
        await first.SendAsync("2probe");
        Assert.Equal("3probe", await first.ReadAsync());
        await first.CloseAsync();
        first.Dispose();
        using var second = await OpenUpgradeAsync(host, polling.Sid);
        await second.SendAsync("2probe");
        Assert.Equal("3probe", await second.ReadAsync());
    }

    [Fact]
    public async Task Upgrade_that_takes_too_long_is_cut_off()
    {
        var clock = new ManualClock();
        await using var host = await TestHost.StartAsync(clock: clock);
        var polling = await host.OpenPollingAsync();
        using var socket = await OpenUpgradeAsync(host, polling.Sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReadAsync());
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Null(await socket.ReadCloseAsync());
        await polling.JoinAsync();
    }

    [Fact]
    public async Task Upgrade_with_another_protocol_version_or_of_an_unknown_session_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        var polling = await host.OpenPollingAsync();
        await Assert.ThrowsAsync<WebSocketException>(
            () => host.OpenWebSocketAsync($"EIO=3&transport=websocket&sid={polling.Sid}"));
        await polling.PostAsync("1");
        await Assert.ThrowsAsync<WebSocketException>(
            () => host.OpenWebSocketAsync($"EIO=4&transport=websocket&sid={polling.Sid}"));
    }

    private static Task<RawWebSocket> OpenUpgradeAsync(TestHost host, string sid) =>
        host.OpenWebSocketAsync($"EIO=4&transport=websocket&sid={sid}");

    private static void Echo(SocketIoSocket socket) => socket.On("echo", e =>
    {
        socket.Emit("echo", e.Args[0]);
        return ValueTask.CompletedTask;
    });
}
