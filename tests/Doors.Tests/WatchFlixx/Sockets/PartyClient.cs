using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

/// <summary>
/// A Socket.IO client of the bare protocol over one WebSocket, so that a test can send what no well-behaved client would. It
/// keeps the events that it hears in their order; every wait has a limit.
/// </summary>
internal sealed class PartyClient : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket socket = new();
    private readonly ConcurrentDictionary<long, (string Name, TaskCompletionSource<JsonElement> Answer)> asked = new();
    private readonly TaskCompletionSource<ConnectAnswer> connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim sending = new(1);
    private readonly Lock gate = new();
    private readonly List<Heard> unread = [];
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long lastAsk;

    private PartyClient()
    {
    }

    public bool IsClosed => closed.Task.IsCompleted;

    /// <summary>Names of what was heard and not yet taken, oldest first.</summary>
    public IReadOnlyList<string> Unread
    {
        get
        {
            lock (gate) return [.. unread.Select(heard => heard.Name)];
        }
    }

    public static async Task<PartyClient> ConnectAsync(Uri server, string token, string? profileId = null)
    {
        var (client, answer) = await TryConnectAsync(server, JsonSerializer.Serialize(new { token, profileId }));
        Assert.Null(answer.Error);
        return client;
    }

    /// <param name="auth">The namespace's auth as JSON text; empty for none.</param>
    public static async Task<(PartyClient Client, ConnectAnswer Answer)> TryConnectAsync(Uri server, string auth)
    {
        var client = new PartyClient();
        using var limit = new CancellationTokenSource(Limit);
        await client.socket.ConnectAsync(new Uri($"ws://{server.Authority}/socket.io/?EIO=4&transport=websocket"), limit.Token);
        _ = client.ReadAsync();
        await client.SendFrameAsync("40" + auth);
        return (client, await client.connected.Task.WaitAsync(Limit));
    }

    /// <summary>Sends an event and waits for its acknowledgement.</summary>
    public Task<JsonElement> AskAsync(string name, object? payload = null) =>
        AskTextAsync(name, payload is null ? "" : "," + JsonSerializer.Serialize(payload));

    /// <summary>The same; <paramref name="arguments"/> is JSON as it stands, with a comma before each argument.</summary>
    public async Task<JsonElement> AskTextAsync(string name, string arguments)
    {
        var id = Interlocked.Increment(ref lastAsk);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked[id] = (name, answer);
        await SendFrameAsync(string.Create(CultureInfo.InvariantCulture, $"42{id}[{JsonSerializer.Serialize(name)}{arguments}]"));
        return await answer.Task.WaitAsync(Limit);
    }

    /// <summary>An event that must succeed.</summary>
    public async Task<JsonElement> DoAsync(string name, object? payload = null)
    {
        var answer = await AskAsync(name, payload);
        Assert.True(answer.GetProperty("ok").GetBoolean(), $"{name} was refused: {answer}");
        return answer;
    }

    /// <summary>An event that must be refused; answers the error's type.</summary>
    public async Task<string> RefusalAsync(string name, object? payload = null) => TypeOf(await AskAsync(name, payload));

    public async Task<string> RefusalOfTextAsync(string name, string arguments) => TypeOf(await AskTextAsync(name, arguments));

    /// <summary>Sends an event without an acknowledgement callback.</summary>
    public Task TellAsync(string name, object? payload = null) =>
        TellTextAsync(name, payload is null ? "" : "," + JsonSerializer.Serialize(payload));

    public Task TellTextAsync(string name, string arguments) => SendFrameAsync($"42[{JsonSerializer.Serialize(name)}{arguments}]");

    public async Task SendFrameAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        await sending.WaitAsync(limit.Token);
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The oldest unread event of this name; waits for one.</summary>
    public Task<JsonElement> HearAsync(string name) => HearAnyAsync(name);

    /// <summary>The oldest unread event of these names; waits for one.</summary>
    public async Task<JsonElement> HearAnyAsync(params string[] names)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            Task more;
            lock (gate)
            {
                var index = unread.FindIndex(heard => names.Contains(heard.Name));
                if (index >= 0)
                {
                    var payload = unread[index].Payload;
                    unread.RemoveAt(index);
                    return payload;
                }

                more = arrived.Task;
            }

            try
            {
                await more.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException exception)
            {
                throw new TimeoutException($"Waited for {string.Join(" or ", names)}; heard {string.Join(", ", Unread)}.", exception);
            }
        }
    }

    public void Forget()
    {
        lock (gate) unread.Clear();
    }

    public Task ClosedAsync() => closed.Task.WaitAsync(Limit);

    /// <summary>The connection breaks, as when a cable is pulled.</summary>
    public void Break() => socket.Abort();

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await closed.Task;
        socket.Dispose();
        sending.Dispose();
    }

    private static string TypeOf(JsonElement answer)
    {
        Assert.False(answer.GetProperty("ok").GetBoolean(), answer.ToString());
        var error = answer.GetProperty("error");
        Assert.Equal(["message", "type", "code"], error.EnumerateObject().Select(property => property.Name));
        return error.GetProperty("type").GetString()!;
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
                if (part.MessageType == WebSocketMessageType.Close) return;
                message.Write(buffer.AsSpan(0, part.Count));
                if (!part.EndOfMessage) continue;
                await TakeAsync(Encoding.UTF8.GetString(message.GetBuffer().AsSpan(0, (int)message.Length)));
                message.SetLength(0);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or TimeoutException)
        {
            // Closed from either side.
        }
        finally
        {
            connected.TrySetResult(new ConnectAnswer("closed", default));
            foreach (var (name, answer) in asked.Values) answer.TrySetException(new InvalidOperationException($"{name}: the connection closed."));
            closed.TrySetResult();
        }
    }

    private async Task TakeAsync(string frame)
    {
        if (frame == "2") await SendFrameAsync("3");
        else if (frame.StartsWith("40", StringComparison.Ordinal)) connected.TrySetResult(new ConnectAnswer(null, default));
        else if (frame.StartsWith("44", StringComparison.Ordinal)) TakeRefusal(frame[2..]);
        else if (frame.StartsWith("43", StringComparison.Ordinal)) TakeAck(frame);
        else if (frame.StartsWith("42", StringComparison.Ordinal)) TakeEvent(JsonSerializer.Deserialize<JsonElement>(frame[2..]));
        else if (frame == "41") closed.TrySetResult();
    }

    private void TakeRefusal(string json)
    {
        var error = JsonSerializer.Deserialize<JsonElement>(json);
        connected.TrySetResult(new ConnectAnswer(error.GetProperty("message").GetString(), error.TryGetProperty("data", out var data) ? data : default));
    }

    private void TakeAck(string frame)
    {
        var start = frame.IndexOf('[', StringComparison.Ordinal);
        if (!asked.TryRemove(long.Parse(frame[2..start], CultureInfo.InvariantCulture), out var ask)) return;
        var arguments = JsonSerializer.Deserialize<JsonElement>(frame[start..]);
        if (!arguments[0].TryGetProperty("ok", out var ok) || ok.GetBoolean()) Exercised.Asked(ask.Name);
        ask.Answer.TrySetResult(arguments[0]);
    }

    private void TakeEvent(JsonElement arguments)
    {
        var name = arguments[0].GetString()!;
        Exercised.Heard(name);
        TaskCompletionSource signal;
        lock (gate)
        {
            unread.Add(new Heard(name, arguments.GetArrayLength() > 1 ? arguments[1] : default));
            signal = arrived;
            arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        signal.TrySetResult();
    }

    private sealed record Heard(string Name, JsonElement Payload);
}

/// <param name="Error">The message of connect_error; null when connected.</param>
internal sealed record ConnectAnswer(string? Error, JsonElement Data);
