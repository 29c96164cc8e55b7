using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Matinee.SocketIo.Tests.Fixture;

/// <summary>The bare protocol over one WebSocket. Every wait has a limit.</summary>
internal sealed class RawWebSocket(ClientWebSocket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[1 << 20];

    /// <summary>The id that the namespace gave.</summary>
    public string SocketId { get; private set; } = "";

    public static async Task<RawWebSocket> OpenAsync(Uri address, string? origin = null)
    {
        var socket = new ClientWebSocket();
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await socket.ConnectAsync(address, limit.Token);
        return new RawWebSocket(socket);
    }

    public async Task JoinAsync(string name = "", string auth = "")
    {
        var prefix = name.Length > 0 ? name + "," : "";
        await SendAsync($"40{prefix}{auth}");
        var reply = await ReadAsync();
        Assert.StartsWith($"40{prefix}{{", reply, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(reply[(2 + prefix.Length)..]);
        SocketId = json.RootElement.GetProperty("sid").GetString() ?? "";
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task SendAsync(byte[] data, WebSocketMessageType type = WebSocketMessageType.Binary)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await socket.SendAsync(data, type, endOfMessage: true, limit.Token);
    }

    public async Task<string> ReadAsync()
    {
        var (type, data) = await ReceiveAsync();
        Assert.Equal(WebSocketMessageType.Text, type);
        return Encoding.UTF8.GetString(data);
    }

    public async Task<byte[]> ReadBinaryAsync()
    {
        var (type, data) = await ReceiveAsync();
        Assert.Equal(WebSocketMessageType.Binary, type);
        return data;
    }

    /// <summary>Reads on until the server closes; null if the connection just broke.</summary>
    public async Task<WebSocketCloseStatus?> ReadCloseAsync()
    {
        try
        {
            while ((await ReceiveAsync()).Type != WebSocketMessageType.Close)
            {
            }

            return socket.CloseStatus;
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    public async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    /// <summary>Ends the connection without a close frame.</summary>
    public void Vanish() => socket.Abort();

    public void Dispose() => socket.Dispose();

    private async Task<(WebSocketMessageType Type, byte[] Data)> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        var length = 0;
        while (true)
        {
            var result = await socket.ReceiveAsync(_buffer.AsMemory(length), limit.Token);
            length += result.Count;
            if (result.EndOfMessage)
                return (result.MessageType, _buffer[..length]);
        }
    }
}
