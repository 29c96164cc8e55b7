using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Framing;

/// <summary>RFC 6455, section 5.5: pings, pongs, and the closing handshake.</summary>
public sealed class ControlFrameTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(125)]
    public async Task Ping_is_answered_with_its_payload(int length)
    {
        await using var host = await TestHost.StartAsync();
        using var client = await WireSocket.JoinAsync(host);
        var payload = Enumerable.Range(0, length).Select(i => (byte)(255 - i)).ToArray();
        await client.SendAsync(Frames.Of(Opcode.Ping, payload));
        var pong = await client.ReadAsync();
        Assert.Equal((Opcode.Pong, true), (pong.Opcode, pong.Fin));
        Assert.Equal(payload, pong.Payload);
    }

    [Fact]
    public async Task Pong_that_nobody_asked_for_is_ignored()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(Frames.Of(Opcode.Pong, [1, 2, 3]), Frames.Text("""42["echo",1]"""));
        Assert.Equal("""42["echo",1]""", await client.ReadTextAsync());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1011)]
    [InlineData(3000)]
    [InlineData(4999)]
    public async Task Close_is_answered_with_its_code(int code)
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason));
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(Frames.Close(code, "good bye, Zoë"u8.ToArray()));
        Assert.Equal(code, await client.ReadCloseAsync());
        Assert.Equal(DisconnectReason.TransportClose, await reason.WithinLimitAsync());
    }

    [Fact]
    public async Task Close_without_a_code_is_answered()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason));
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(Frames.Of(Opcode.Close, []));
        Assert.Contains(await client.ReadCloseAsync(), new int?[] { null, 1000 });
        Assert.Equal(DisconnectReason.TransportClose, await reason.WithinLimitAsync());
    }

    [Fact]
    public async Task What_follows_a_close_is_not_read()
    {
        var heard = 0;
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.WithSocketsAsync(socket =>
        {
            socket.OnImmediate("late", _ => heard++);
            _ = Events.Report(socket, reason);
        });
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(Frames.Close(1000), Frames.Text("""42["late"]"""));
        Assert.Equal(1000, await client.ReadCloseAsync());
        await reason.WithinLimitAsync();
        Assert.Equal(0, heard);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(5000)]
    [InlineData(65_535)]
    public async Task Close_with_a_code_that_must_not_be_sent_is_a_protocol_error(int code)
    {
        await using var host = await TestHost.StartAsync();
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(Frames.Close(code));
        Assert.Equal(1002, await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Close_with_half_a_code_is_a_protocol_error()
    {
        await using var host = await TestHost.StartAsync();
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(Frames.Of(Opcode.Close, [3]));
        Assert.Equal(1002, await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Close_whose_reason_is_no_text_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(Frames.Close(1000, 0xff, 0xfe));
        // 1007 by the letter; the JavaScript server and others take any fault of a close frame for a protocol error.
        Assert.Contains(await client.ReadCloseAsync(), new int?[] { 1002, 1007 });
    }
}
