using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Matinee.Bench.Sync.Recording;

namespace Matinee.Bench.Sync.Stages;

/// <summary>
/// A member of the party without a film and without a delay: it hears the timeline and asks for the server's clock. Speaks just
/// enough Socket.IO for that.
/// </summary>
internal sealed class Observer : IAsyncDisposable
{
    // Engine.IO message 4 with Socket.IO packets: 0 connect, 2 event, 3 acknowledgement. 2 and 3 alone are ping and pong.
    private const string Ping = "2";
    private const string Pong = "3";
    private const string Connect = "40";
    private const string Event = "42";
    private const string Ack = "43";

    private static readonly HashSet<string> PlaybackEvents =
        new(StringComparer.Ordinal) { "party:started", "party:play", "party:pause", "party:seek", "party:sync" };

    private readonly ClientWebSocket socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<(JsonElement Answer, double At)>> waiting = new();
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim sending = new(1);
    private readonly CancellationTokenSource over = new();
    private Task reading = Task.CompletedTask;
    private int lastAck;

    public Timeline Timeline { get; } = new();

    public static async Task<Observer> JoinAsync(int port, string token, string code)
    {
        var observer = new Observer();
        await observer.socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"), CancellationToken.None);
        observer.reading = observer.ReadAsync();
        await observer.SendAsync(Connect + JsonSerializer.Serialize(new { token }));
        await observer.connected.Task.WaitAsync(Until.Limit);
        var (joined, at) = await observer.AskAsync("party:join", new { partyCode = code });
        observer.Timeline.Add(joined.GetProperty("party").GetProperty("playback"), at);
        return observer;
    }

    /// <summary>The server's clock against the harness's. The server answers these ahead of everything else.</summary>
    public async Task<Calibration> ClockAsync()
    {
        var best = new Calibration(0, 0, double.MaxValue);
        for (var i = 0; i < 30; i++)
        {
            var sent = HarnessClock.Now;
            var (answer, arrived) = await AskAsync("party:clock", new { t0 = sent });
            var half = (arrived - sent) / 2;
            var middle = (answer.GetProperty("t1").GetDouble() + answer.GetProperty("t2").GetDouble()) / 2;
            if (half < best.Uncertainty) best = new Calibration(sent + half, middle - sent - half, half);
        }

        return best;
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        socket.Dispose();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        sending.Dispose();
        over.Dispose();
    }

    private async Task<(JsonElement Answer, double At)> AskAsync(string name, object payload)
    {
        var number = Interlocked.Increment(ref lastAck);
        var answer = new TaskCompletionSource<(JsonElement Answer, double At)>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[number] = answer;
        // Where reading has failed, its reason is the one to hear of.
        if (reading.IsCompleted) await reading;
        await SendAsync(string.Create(CultureInfo.InvariantCulture, $"{Event}{number}{JsonSerializer.Serialize(new[] { name, payload })}"));
        if (await Task.WhenAny(answer.Task, reading).WaitAsync(Until.Limit) == reading) await reading;
        return await answer.Task.WaitAsync(Until.Limit);
    }

    private async Task SendAsync(string text)
    {
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, over.Token);
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var text = new StringBuilder();
        try
        {
            while (!over.IsCancellationRequested)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), over.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                    throw new WebSocketException($"The server closed the observer's connection: {socket.CloseStatus} {socket.CloseStatusDescription}");
                var at = HarnessClock.Now;
                text.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
                if (!received.EndOfMessage) continue;
                await TakeAsync(text.ToString(), at);
                text.Clear();
            }
        }
        catch (Exception exception) when (over.IsCancellationRequested
            && exception is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private async Task TakeAsync(string packet, double at)
    {
        if (packet == Ping) await SendAsync(Pong);
        else if (packet.StartsWith(Connect, StringComparison.Ordinal)) connected.TrySetResult();
        else if (packet.StartsWith(Ack, StringComparison.Ordinal)) TakeAnswer(packet, at);
        else if (packet.StartsWith(Event, StringComparison.Ordinal)) TakeEvent(packet, at);
    }

    private void TakeAnswer(string packet, double at)
    {
        var start = packet.IndexOf('[', StringComparison.Ordinal);
        var number = int.Parse(packet.AsSpan(Ack.Length, start - Ack.Length), CultureInfo.InvariantCulture);
        if (waiting.TryRemove(number, out var answer)) answer.SetResult((JsonSerializer.Deserialize<JsonElement>(packet[start..])[0], at));
    }

    private void TakeEvent(string packet, double at)
    {
        var parts = JsonSerializer.Deserialize<JsonElement>(packet[packet.IndexOf('[', StringComparison.Ordinal)..]);
        if (PlaybackEvents.Contains(parts[0].GetString()!)) Timeline.Add(parts[1], at);
    }
}
