using System.Text.Json;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Recovery;

/// <summary>A client that remembers what the JavaScript client remembers: its private id and the offset of its last event.</summary>
internal sealed class RecoveringClient(RawWebSocket socket) : IDisposable
{
    public string Id { get; private set; } = "";

    public string PrivateId { get; private set; } = "";

    /// <summary>The last event's; null before the first.</summary>
    public string? Offset { get; private set; }

    public RawWebSocket Socket => socket;

    public static Task<RecoveringClient> ConnectAsync(TestHost host) => ConnectAsync(host, "{}");

    /// <summary>A new connection with what this client remembers.</summary>
    public Task<RecoveringClient> ComeBackAsync(TestHost host) => ConnectAsync(
        host, JsonSerializer.Serialize(Offset is null ? new { pid = PrivateId } : (object)new { pid = PrivateId, offset = Offset }));

    public static async Task<RecoveringClient> ConnectAsync(TestHost host, string auth)
    {
        var client = new RecoveringClient(await host.OpenWebSocketAsync());
        await client.Socket.ReadAsync();
        await client.Socket.SendAsync("40" + auth);
        using var answer = JsonDocument.Parse((await client.Socket.ReadAsync())[2..]);
        client.Id = answer.RootElement.GetProperty("sid").GetString()!;
        client.PrivateId = answer.RootElement.GetProperty("pid").GetString()!;
        return client;
    }

    /// <summary>The next event's first argument.</summary>
    public async Task<string> ReadAsync()
    {
        using var packet = JsonDocument.Parse((await socket.ReadAsync())[2..]);
        Offset = packet.RootElement[packet.RootElement.GetArrayLength() - 1].GetString();
        return packet.RootElement[1].GetString()!;
    }

    public async Task<string[]> ReadAsync(int count)
    {
        var seen = new string[count];
        for (var i = 0; i < count; i++)
            seen[i] = await ReadAsync();
        return seen;
    }

    public void Dispose() => socket.Dispose();
}
