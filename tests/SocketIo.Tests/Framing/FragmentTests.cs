using System.Text;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Framing;

/// <summary>RFC 6455, section 5.4: what clients may send, however they cut it.</summary>
public sealed class FragmentTests
{
    private const string Packet = """42["echo","zwölf 😀"]""";

    [Fact]
    public async Task Text_in_three_fragments_is_one_message()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(Frames.Fragments("42["u8.ToArray(), "\"echo\","u8.ToArray(), "1]"u8.ToArray()));
        Assert.Equal("""42["echo",1]""", await client.ReadTextAsync());
    }

    [Fact]
    public async Task Control_frames_may_come_between_fragments()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await WireSocket.JoinAsync(host);
        var parts = Frames.Fragments("42["u8.ToArray(), "\"echo\","u8.ToArray(), "1]"u8.ToArray());
        await client.SendAsync(parts[0], Frames.Of(Opcode.Ping, [1, 2]), parts[1], Frames.Of(Opcode.Pong, []), parts[2]);
        var pong = await client.ReadAsync();
        Assert.Equal(Opcode.Pong, pong.Opcode);
        Assert.Equal([1, 2], pong.Payload);
        Assert.Equal("""42["echo",1]""", await client.ReadTextAsync());
    }

    [Fact]
    public async Task Fragments_may_be_empty()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(Frames.Fragments([], Encoding.UTF8.GetBytes(Packet), [], []));
        Assert.Equal(Packet, await client.ReadTextAsync());
    }

    [Fact]
    public async Task Characters_may_be_cut_anywhere()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(Frames.Fragments([.. Encoding.UTF8.GetBytes(Packet).Select(value => new[] { value })]));
        Assert.Equal(Packet, await client.ReadTextAsync());
    }

    [Fact]
    public async Task Binary_attachment_may_be_fragmented()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await WireSocket.JoinAsync(host);
        const string announcement = """451-["echo",{"_placeholder":true,"num":0}]""";
        await client.SendAsync(
            Frames.Text(announcement),
            Frames.Of(Opcode.Binary, [1, 2], fin: false),
            Frames.Of(Opcode.Continuation, [], fin: false),
            Frames.Of(Opcode.Continuation, [3]));
        Assert.Equal(announcement, await client.ReadTextAsync());
        var echo = await client.ReadAsync();
        Assert.Equal((Opcode.Binary, true), (echo.Opcode, echo.Fin));
        Assert.Equal([1, 2, 3], echo.Payload);
    }

    [Fact]
    public async Task Many_frames_may_come_in_one_segment()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync([.. Enumerable.Range(0, 500).Select(i => Frames.Text($"""42["echo",{i}]"""))]);
        for (var i = 0; i < 500; i++)
            Assert.Equal($"""42["echo",{i}]""", await client.ReadTextAsync());
    }

    [Fact]
    public async Task Frame_may_come_byte_by_byte()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await WireSocket.JoinAsync(host);
        // Long enough for the 16-bit length.
        var packet = $"""42["echo","{new string('é', 100)}"]""";
        foreach (var value in Frames.Text(packet))
            await client.SendAsync([value]);
        Assert.Equal(packet, await client.ReadTextAsync());
    }

    [Theory]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public async Task Every_form_of_the_length_is_read_and_written(int length)
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await WireSocket.JoinAsync(host);
        var packet = $"""42["echo","{new string('x', length - 13)}"]""";
        Assert.Equal(length, packet.Length);
        await client.SendAsync(Frames.Text(packet));
        Assert.Equal(packet, await client.ReadTextAsync());
    }
}
