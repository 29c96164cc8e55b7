using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Framing;

/// <summary>A message beyond <see cref="SocketIoOptions.MaxPayload"/> is refused as soon as its length is known: close code 1009.</summary>
public sealed class MessageSizeTests
{
    private const int Limit = 20_000;
    private static readonly SocketIoOptions Options = new() { MaxPayload = Limit };

    [Theory]
    [InlineData(Limit + 1ul)]
    [InlineData(1ul << 31)]
    [InlineData(1ul << 40)]
    [InlineData((1ul << 63) - 1)]
    public async Task Announced_length_beyond_the_limit_is_refused_before_its_bytes_come(ulong length)
    {
        foreach (var opcode in new[] { Opcode.Text, Opcode.Binary })
        {
            var reason = new TaskCompletionSource<DisconnectReason>();
            await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason), Options);
            using var client = await WireSocket.JoinAsync(host);
            await client.SendAsync(Frames.Header(opcode, length));
            Assert.Equal(1009, await client.ReadCloseAsync());
            Assert.Equal(DisconnectReason.TransportError, await reason.WithinLimitAsync());
        }
    }

    [Fact]
    public async Task Fragments_count_together()
    {
        await using var host = await TestHost.StartAsync(options: Options);
        using var client = await WireSocket.JoinAsync(host);
        await client.SendAsync(
            Frames.Of(Opcode.Text, new byte[Limit], fin: false),
            Frames.Header(Opcode.Continuation, 1, fin: false));
        Assert.Equal(1009, await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Message_that_never_ends_in_tiny_fragments_is_refused()
    {
        await using var host = await TestHost.StartAsync(options: Options);
        using var client = await WireSocket.JoinAsync(host);
        var pieces = Enumerable.Repeat(Frames.Of(Opcode.Continuation, "x"u8.ToArray(), fin: false), Limit);
        await client.SendAsync([Frames.Of(Opcode.Text, "4"u8.ToArray(), fin: false), .. pieces]);
        // 1008 from a server that counts fragments as well as bytes.
        Assert.Contains(await client.ReadCloseAsync(), new int?[] { 1008, 1009 });
    }

    [Fact]
    public async Task Fragmented_message_of_exactly_the_limit_passes()
    {
        await using var host = await TestHost.StartAsync(Events.Echo, Options);
        using var client = await WireSocket.JoinAsync(host);
        var text = new string('x', Limit - 13);
        await client.SendAsync(Frames.Fragments("42[\"echo\",\""u8.ToArray(), System.Text.Encoding.UTF8.GetBytes(text), "\"]"u8.ToArray()));
        Assert.Equal($"42[\"echo\",\"{text}\"]", await client.ReadTextAsync());
    }

    [Fact]
    public async Task Upgrading_web_socket_has_the_same_limit()
    {
        await using var host = await TestHost.StartAsync(options: Options);
        var polling = await host.OpenPollingAsync();
        using var candidate = await WireSocket.OpenAsync(host, $"EIO=4&transport=websocket&sid={polling.Sid}");
        await candidate.SendAsync(Frames.Header(Opcode.Text, 1ul << 40));
        Assert.Equal(1009, await candidate.ReadCloseAsync());
        await polling.JoinAsync();
    }
}
