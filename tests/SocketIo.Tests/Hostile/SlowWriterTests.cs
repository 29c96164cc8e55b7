using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Hostile;

/// <summary>Clients that begin a request, a frame or a message and do not go on: nobody waits for them, and the heartbeat ends them.</summary>
public sealed class SlowWriterTests
{
    private const string Event = """42["echo",1]""";

    public static TheoryData<string, byte[]> Beginnings => new()
    {
        { "first byte of a header", Frames.Text(Event)[..1] },
        { "header without its mask", Frames.Text(Event)[..4] },
        { "half a payload", Frames.Text(Event)[..12] },
        { "half a long length", Frames.Header(Opcode.Binary, 70_000)[..5] },
        { "first fragment", Frames.Of(Opcode.Text, "42["u8.ToArray(), fin: false) },
        { "half a ping inside a fragmented message", [.. Frames.Of(Opcode.Text, "42["u8.ToArray(), fin: false), .. Frames.Of(Opcode.Ping, [1, 2, 3])[..7]] },
        { "announcement of an attachment", Frames.Text("""451-["echo",{"_placeholder":true,"num":0}]""") },
    };

    [Theory]
    [MemberData(nameof(Beginnings))]
    public async Task Half_a_message_holds_nobody_and_times_out(string what, byte[] beginning)
    {
        var clock = new ManualClock();
        var reason = new TaskCompletionSource<(string, DisconnectReason)>();
        await using var host = await TestHost.StartAsync(clock: clock, configure: server => server.Of("/").OnConnection(socket =>
        {
            socket.OnDisconnect(r => Now(() => reason.TrySetResult((socket.Id, r))));
            return Events.Echo(socket);
        }));
        using var slow = await WireSocket.JoinAsync(host);
        await slow.SendAsync(beginning);
        using var other = await host.JoinAsync();
        await other.SendAsync(Event);
        Assert.Equal(Event, await other.ReadAsync());

        clock.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal("2", await other.ReadAsync());
        await other.SendAsync("3");
        await other.SendAsync(Event);
        Assert.Equal(Event, await other.ReadAsync());
        clock.Advance(TimeSpan.FromSeconds(22));
        var (id, why) = await reason.WithinLimitAsync();
        Assert.Equal((what, DisconnectReason.PingTimeout), (what, why));
        Assert.NotEqual(other.SocketId, id);
        await Eventually.BecomesTrueAsync(() => host.Server.ConnectionCount == 1, "the slow one is gone");
    }

    [Fact]
    public async Task Half_a_post_holds_nobody_not_even_its_own_polls()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        var slow = await host.OpenPollingAsync();
        await slow.JoinAsync();
        using var connection = await WireConnection.OpenAsync(host);
        await connection.SendAsync(Post(host, slow.Sid) + "42[\"ec");
        host.Server.Of("/").Emit("news");
        Assert.Equal((200, """42["news"]"""), await slow.PollAsync());
        var other = await host.OpenPollingAsync();
        await other.JoinAsync();
        await other.PostAsync(Event);
        Assert.Equal((200, Event), await other.PollAsync());
    }

    [Fact]
    public async Task Post_that_breaks_off_ends_its_session()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason));
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        using (var connection = await WireConnection.OpenAsync(host))
            await connection.SendAsync(Post(host, client.Sid) + "42[\"ec");
        Assert.Equal(DisconnectReason.TransportError, await reason.WithinLimitAsync());
        Assert.Equal(400, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task Half_a_handshake_opens_nothing()
    {
        await using var host = await TestHost.StartAsync();
        using var connection = await WireConnection.OpenAsync(host);
        await connection.SendAsync(WireSocket.Head("EIO=4&transport=websocket", host.Address.Authority)[..60]);
        using var other = await host.JoinAsync();
        Assert.Equal(1, host.Server.ConnectionCount);
    }

    private static string Post(TestHost host, string sid) =>
        $"POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: {host.Address.Authority}\r\nContent-Length: 12\r\n\r\n";

    private static ValueTask Now(Action action)
    {
        action();
        return ValueTask.CompletedTask;
    }
}
