using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Matinee.SocketIo.Tests.Fixture;

/// <summary>A WebSocket client on bare TCP: it sends what the test says and checks each byte that comes back. Every wait has a limit.</summary>
internal sealed class WireSocket : IDisposable
{
    // The example of RFC 6455, section 1.3.
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    private const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private readonly WireConnection _connection;

    private WireSocket(WireConnection connection) => _connection = connection;

    public static string Head(string query, string host) =>
        $"GET /socket.io/?{query} HTTP/1.1\r\nHost: {host}\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Key}\r\n\r\n";

    /// <summary>Upgraded, the open packet not read yet.</summary>
    public static async Task<WireSocket> OpenAsync(
        TestHost host, string query = "EIO=4&transport=websocket", int? receiveBuffer = null)
    {
        var connection = await WireConnection.OpenAsync(host, receiveBuffer);
        await connection.SendAsync(Head(query, host.Address.Authority));
        var head = await connection.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        Assert.Contains($"Sec-WebSocket-Accept: {Accept}\r\n", head, StringComparison.OrdinalIgnoreCase);
        return new WireSocket(connection);
    }

    /// <summary>Upgraded and in the main namespace.</summary>
    public static async Task<WireSocket> JoinAsync(TestHost host, int? receiveBuffer = null)
    {
        var socket = await OpenAsync(host, receiveBuffer: receiveBuffer);
        Assert.StartsWith("0{", await socket.ReadTextAsync(), StringComparison.Ordinal);
        await socket.SendAsync(Frames.Text("40"));
        Assert.StartsWith("40{", await socket.ReadTextAsync(), StringComparison.Ordinal);
        return socket;
    }

    /// <summary>All of it in one write, so normally in one TCP segment.</summary>
    public Task SendAsync(params byte[][] frames) => _connection.SendAsync(frames.SelectMany(bytes => bytes).ToArray());

    public async Task<Frame> ReadAsync()
    {
        var head = await _connection.ReadAsync(2);
        Assert.Equal(0, head[0] & 0x70);
        Assert.Equal(0, head[1] & 0x80);
        var length = (ulong)head[1];
        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(await _connection.ReadAsync(2));
            Assert.InRange(length, 126ul, ushort.MaxValue);
        }
        else if (length == 127)
        {
            length = BinaryPrimitives.ReadUInt64BigEndian(await _connection.ReadAsync(8));
            Assert.InRange(length, ushort.MaxValue + 1ul, 1ul << 30);
        }

        return new Frame((Opcode)(head[0] & 0x0f), await _connection.ReadAsync((int)length), (head[0] & 0x80) != 0);
    }

    public async Task<string> ReadTextAsync()
    {
        Frame frame;
        // The server pings busy connections, and who does not answer is served all the same.
        do
            frame = await ReadAsync();
        while (frame.Opcode == Opcode.Ping);
        Assert.Equal((Opcode.Text, true), (frame.Opcode, frame.Fin));
        return frame.Text;
    }

    /// <summary>Reads on to the close frame, answers it, and sees the connection end. The answer is the frame's code.</summary>
    public async Task<int?> ReadCloseAsync()
    {
        Frame frame;
        do
            frame = await ReadAsync();
        while (frame.Opcode != Opcode.Close);
        Assert.InRange(frame.Payload.Length, 0, 125);
        await AnswerCloseAsync(frame);
        Assert.True(await _connection.EndsAsync(), "The server left the TCP connection open after the close frames.");
        return frame.CloseCode;
    }

    /// <summary>Whether the server ends the connection within the limit; what it sends until then is dropped.</summary>
    public Task<bool> EndsAsync() => _connection.EndsAsync();

    public void Dispose() => _connection.Dispose();

    private async Task AnswerCloseAsync(Frame frame)
    {
        try
        {
            await SendAsync(Frames.Of(Opcode.Close, frame.Payload));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server need not wait for the answer when it was the client that broke the protocol.
        }
    }
}
