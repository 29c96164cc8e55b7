using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

/// <summary>A raw WebSocket client of a session. It keeps what it hears in its order; every wait has a limit.</summary>
internal sealed class SessionClient : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim sending = new(1);
    private readonly Lock gate = new();
    private readonly List<string> unread = [];
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SessionClient()
    {
    }

    /// <summary>Types of what was heard and not yet taken, oldest first.</summary>
    public IReadOnlyList<string> Unread
    {
        get
        {
            lock (gate) return [.. unread.Select(text => TypeOf(Parse(text)))];
        }
    }

    public bool IsClosed => closed.Task.IsCompleted;

    public int? CloseCode => (int?)socket.CloseStatus;

    public string? CloseText => socket.CloseStatusDescription;

    public static async Task<SessionClient> ConnectAsync(Uri server, string session, string token, bool isReading = true)
    {
        var client = new SessionClient();
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await client.socket.ConnectAsync(new Uri($"ws://{server.Authority}/ws/{session}?token={token}"), limit.Token);
        if (isReading) client.Read();
        return client;
    }

    public void Forget()
    {
        lock (gate) unread.Clear();
    }

    public void Read() => _ = ReadAsync();

    /// <summary>A message as a client of the document sends it; what only the server knows is made up.</summary>
    public Task SayAsync(string type, object payload, string? target = null) => SendAsync(JsonSerializer.Serialize(
        target is null
            ? new { type, payload, session_id = "made up", user_id = "made up", timestamp = 1 }
            : (object)new { type, payload, session_id = "made up", user_id = "made up", timestamp = 1, target_id = target }));

    public Task ChatAsync(string message, string? id = null) => SayAsync("chat", new { id, user_id = "x", username = "x", message, timestamp = 1 });

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, bool isLast = true)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await sending.WaitAsync(limit.Token);
        try
        {
            await socket.SendAsync(bytes, type, isLast, limit.Token);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The oldest unread message, whatever it is.</summary>
    public async Task<JsonElement> NextAsync() => Parse(await TakeAsync(_ => true));

    /// <summary>The oldest unread message of this type; waits for one.</summary>
    public async Task<JsonElement> HearAsync(string type) => Parse(await HearTextAsync(type));

    /// <summary>The same as it came over the wire.</summary>
    public Task<string> HearTextAsync(string type) => TakeAsync(text => TypeOf(Parse(text)) == type);

    /// <summary>
    /// All that was sent before this has been heard: messages of a session keep their order, so this one's own chat is the last
    /// of them. Answers the types of what else was unread.
    /// </summary>
    public async Task<IReadOnlyList<string>> SettleAsync()
    {
        var marker = Guid.CreateVersion7().ToString();
        await ChatAsync(marker);
        var before = new List<string>();
        while (true)
        {
            var next = await NextAsync();
            if (TypeOf(next) == "chat" && next.GetProperty("payload").GetProperty("message").GetString() == marker) return before;
            before.Add(TypeOf(next));
        }
    }

    public Task ClosedAsync() => closed.Task.WaitAsync(Eventually.Limit);

    public Task CloseAsync(int code = 1000) => socket.CloseOutputAsync((WebSocketCloseStatus)code, "", CancellationToken.None);

    /// <summary>The connection breaks, as when a cable is pulled.</summary>
    public void Break() => socket.Abort();

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        sending.Dispose();
        await Task.CompletedTask;
    }

    private static JsonElement Parse(string text) => JsonSerializer.Deserialize<JsonElement>(text);

    private static string TypeOf(JsonElement message) => message.GetProperty("type").GetString()!;

    private async Task<string> TakeAsync(Predicate<string> isWanted)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (true)
        {
            Task more;
            lock (gate)
            {
                var index = unread.FindIndex(isWanted);
                if (index >= 0)
                {
                    var text = unread[index];
                    unread.RemoveAt(index);
                    return text;
                }

                more = arrived.Task;
            }

            try
            {
                await more.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException exception)
            {
                throw new TimeoutException($"Waited in vain; heard {string.Join(", ", Unread)}; closed: {IsClosed} {CloseCode}.", exception);
            }
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            var buffer = new byte[64 * 1024];
            using var message = new MemoryStream();
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close) break;
                message.Write(buffer.AsSpan(0, part.Count));
                if (!part.EndOfMessage) continue;
                Take(Encoding.UTF8.GetString(message.GetBuffer().AsSpan(0, (int)message.Length)));
                message.SetLength(0);
            }

            if (socket.State == WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed from either side.
        }
        finally
        {
            closed.TrySetResult();
        }
    }

    private void Take(string text)
    {
        Exercised.Heard($"session {TypeOf(Parse(text))}");
        TaskCompletionSource signal;
        lock (gate)
        {
            unread.Add(text);
            signal = arrived;
            arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        signal.TrySetResult();
    }
}
