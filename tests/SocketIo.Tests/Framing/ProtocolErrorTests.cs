using System.Text;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Framing;

/// <summary>RFC 6455: what fails a connection, and the close code that says why. The client's socket sees "transport error".</summary>
public sealed class ProtocolErrorTests
{
    private static readonly byte[] Event = Encoding.UTF8.GetBytes("""42["echo",1]""");

    public static TheoryData<string, byte[]> Faults => new()
    {
        { "unmasked text", Frames.Of(Opcode.Text, Event, masked: false) },
        { "unmasked ping", Frames.Of(Opcode.Ping, [], masked: false) },
        { "unmasked close", Frames.Of(Opcode.Close, [3, 232], masked: false) },
        { "first reserved bit", Frames.Of(Opcode.Text, Event, reserved: Frames.Reserved1) },
        { "second reserved bit", Frames.Of(Opcode.Text, Event, reserved: Frames.Reserved2) },
        { "third reserved bit", Frames.Of(Opcode.Text, Event, reserved: Frames.Reserved3) },
        { "reserved bit on a ping", Frames.Of(Opcode.Ping, [], reserved: Frames.Reserved1) },
        { "reserved bit on a continuation", Join(Frames.Of(Opcode.Text, Event, fin: false), Frames.Of(Opcode.Continuation, [], reserved: Frames.Reserved1)) },
        { "opcode 3", Frames.Of((Opcode)3, Event) },
        { "opcode 7", Frames.Of((Opcode)7, []) },
        { "opcode 11", Frames.Of((Opcode)11, []) },
        { "opcode 15", Frames.Of((Opcode)15, Event) },
        { "continuation of nothing", Frames.Of(Opcode.Continuation, Event) },
        { "unfinished continuation of nothing", Frames.Of(Opcode.Continuation, Event, fin: false) },
        { "continuation behind a finished message", Join(Frames.Text("3"), Frames.Of(Opcode.Continuation, Event)) },
        { "text inside a text", Join(Frames.Of(Opcode.Text, Event, fin: false), Frames.Of(Opcode.Text, Event)) },
        { "binary inside a text", Join(Frames.Of(Opcode.Text, Event, fin: false), Frames.Of(Opcode.Binary, [1], fin: false)) },
        { "text behind an empty first fragment", Join(Frames.Of(Opcode.Text, [], fin: false), Frames.Of(Opcode.Text, Event)) },
        { "fragmented ping", Frames.Of(Opcode.Ping, [1], fin: false) },
        { "fragmented pong", Frames.Of(Opcode.Pong, [], fin: false) },
        { "fragmented close", Frames.Of(Opcode.Close, [3, 232], fin: false) },
        { "ping of 126 bytes", Frames.Of(Opcode.Ping, new byte[126]) },
        { "pong of 70,000 bytes", Frames.Header(Opcode.Pong, 70_000) },
        { "close of 126 bytes", Frames.Close(1000, new byte[124]) },
    };

    public static TheoryData<string, byte[]> BadTexts => new()
    {
        { "a byte that no text has", Frames.Of(Opcode.Text, [.. "42[\"echo\",\""u8, 0xff, .. "\"]"u8]) },
        { "an overlong slash", Frames.Of(Opcode.Text, [.. "42[\"echo\",\""u8, 0xc0, 0xaf, .. "\"]"u8]) },
        { "a surrogate", Frames.Of(Opcode.Text, [.. "42[\"echo\",\""u8, 0xed, 0xa0, 0x80, .. "\"]"u8]) },
        { "a character beyond the last", Frames.Of(Opcode.Text, [.. "42[\"echo\",\""u8, 0xf4, 0x90, 0x80, 0x80, .. "\"]"u8]) },
        { "a character that does not end", Frames.Of(Opcode.Text, [.. "42[\"echo\",\""u8, 0xe2, 0x82]) },
        { "a character that another fragment does not end", Join(Frames.Fragments([.. "42[\""u8, 0xc3], [(byte)'x', .. "\"]"u8])) },
        { "a fault in a namespace", Frames.Of(Opcode.Text, [.. "40/"u8, 0xc3, .. ","u8]) },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_is_a_protocol_error(string what, byte[] bytes) => await ClosesAsync(1002, what, bytes);

    [Theory]
    [MemberData(nameof(BadTexts))]
    public async Task Text_that_is_not_utf8_is_invalid_data(string what, byte[] bytes) => await ClosesAsync(1007, what, bytes);

    [Fact]
    public async Task Length_with_its_top_bit_set_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var length in new[] { 1ul << 63, ulong.MaxValue })
        {
            using var client = await WireSocket.JoinAsync(host);
            await client.SendAsync(Frames.Header(Opcode.Binary, length));
            Assert.Contains(await client.ReadCloseAsync(), new int?[] { 1002, 1009 });
        }
    }

    private static async Task ClosesAsync(int code, string what, byte[] bytes)
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket =>
        {
            _ = Events.Report(socket, reason);
            return Events.Echo(socket);
        });
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(bytes);
        Assert.True(code == await client.ReadCloseAsync(), what);
        Assert.Equal(DisconnectReason.TransportError, await reason.WithinLimitAsync());
        await Eventually.BecomesTrueAsync(() => host.Server.ConnectionCount == 0, "session removed");
    }

    private static byte[] Join(params byte[][] frames) => [.. frames.SelectMany(bytes => bytes)];
}
