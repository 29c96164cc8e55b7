using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Framing;

/// <summary>RFC 6455, section 4.2: requests that are no opening handshake are refused as HTTP, never with a 5xx.</summary>
public sealed class OpeningHandshakeTests
{
    private const string Line = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n";
    private const string Upgrade = "Upgrade: websocket\r\n";
    private const string Connection = "Connection: Upgrade\r\n";
    private const string Version = "Sec-WebSocket-Version: 13\r\n";
    private const string Key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    [Theory]
    [InlineData("no key", Line + Upgrade + Connection + Version)]
    [InlineData("empty key", Line + Upgrade + Connection + Version + "Sec-WebSocket-Key: \r\n")]
    [InlineData("short key", Line + Upgrade + Connection + Version + "Sec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n")]
    [InlineData("key that is not base64", Line + Upgrade + Connection + Version + "Sec-WebSocket-Key: !!!!IHNhbXBsZSBub25jZQ==\r\n")]
    [InlineData("two keys", Line + Upgrade + Connection + Version + Key + Key)]
    [InlineData("no version", Line + Upgrade + Connection + Key)]
    [InlineData("no Connection", Line + Upgrade + Version + Key)]
    [InlineData("another Connection token", Line + Upgrade + "Connection: keep-alive\r\n" + Version + Key)]
    [InlineData("no Upgrade", Line + Connection + Version + Key)]
    [InlineData("another Upgrade", Line + "Upgrade: h2c\r\n" + Connection + Version + Key)]
    [InlineData("POST", "POST /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nContent-Length: 0\r\n" + Upgrade + Connection + Version + Key)]
    public async Task Request_that_is_no_handshake_is_refused(string what, string request)
    {
        await using var host = await TestHost.StartAsync();
        var head = await AnswerAsync(host, request);
        Assert.True(head.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal) || head.StartsWith("HTTP/1.1 426 ", StringComparison.Ordinal), what + head);
        Assert.Equal(0, host.Server.ConnectionCount);
    }

    [Theory]
    [InlineData("8")]
    [InlineData("14")]
    [InlineData("x")]
    public async Task Other_version_is_refused_with_the_one_that_is_spoken(string version)
    {
        await using var host = await TestHost.StartAsync();
        var head = await AnswerAsync(host, $"{Line}{Upgrade}{Connection}{Key}Sec-WebSocket-Version: {version}\r\n");
        Assert.Matches("^HTTP/1.1 4(00|26) ", head);
        Assert.Contains("Sec-WebSocket-Version: 13\r\n", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Tokens_are_compared_without_case_and_may_be_one_of_several()
    {
        await using var host = await TestHost.StartAsync();
        var head = await AnswerAsync(host, $"{Line}Upgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n{Version}{Key}");
        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extensions_and_subprotocols_are_not_accepted()
    {
        await using var host = await TestHost.StartAsync();
        var head = await AnswerAsync(
            host,
            $"{Line}{Upgrade}{Connection}{Version}{Key}Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\nSec-WebSocket-Protocol: chat\r\n");
        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Sec-WebSocket-Protocol", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Frames_may_come_in_the_same_segment_as_the_handshake()
    {
        await using var host = await TestHost.StartAsync();
        using var connection = await WireConnection.OpenAsync(host);
        var head = System.Text.Encoding.ASCII.GetBytes(WireSocket.Head("EIO=4&transport=websocket", host.Address.Authority));
        await connection.SendAsync([.. head, .. Frames.Of(Opcode.Ping, [7])]);
        Assert.StartsWith("HTTP/1.1 101 ", await connection.ReadHeadAsync(), StringComparison.Ordinal);
        // The server's open packet and its pong, in the order that it likes.
        var pongs = 0;
        for (var frame = 0; frame < 2; frame++)
        {
            var header = await connection.ReadAsync(2);
            var payload = await connection.ReadAsync(header[1]);
            pongs += header[0] == 0x8a && payload is [7] ? 1 : 0;
        }

        Assert.Equal(1, pongs);
    }

    private static async Task<string> AnswerAsync(TestHost host, string request)
    {
        using var connection = await WireConnection.OpenAsync(host);
        await connection.SendAsync($"{request}Host: {host.Address.Authority}\r\n\r\n");
        return await connection.ReadHeadAsync();
    }
}
