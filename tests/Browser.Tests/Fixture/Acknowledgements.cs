using System.Collections.Concurrent;
using System.Text.Json;

namespace Matinee.Browser.Tests.Fixture;

internal sealed record AcknowledgedMessage(string Id, string Text);

/// <summary>
/// The chat messages that the server has acknowledged to one page, read from what its socket receives (WebSocket frames, or
/// answers to long polling while there is no WebSocket): what the app makes of them plays no part.
/// </summary>
internal sealed class Acknowledgements
{
    // Engine.IO "message", Socket.IO "ack"; the number of the acknowledged event follows.
    private const string AckPrefix = "43";
    private const char PollingSeparator = '\x1e';

    private readonly ConcurrentQueue<AcknowledgedMessage> messages = new();

    public Acknowledgements(IPage page)
    {
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => Read(frame.Text);
        page.RequestFinished += async (_, request) => await ReadPollingAsync(request);
    }

    public IReadOnlyCollection<AcknowledgedMessage> Messages => messages;

    private async Task ReadPollingAsync(IRequest request)
    {
        if (request.Method != "GET" || !request.Url.Contains("transport=polling", StringComparison.Ordinal)) return;
        try
        {
            if (await request.ResponseAsync() is not { Ok: true } response) return;
            foreach (var packet in (await response.TextAsync()).Split(PollingSeparator)) Read(packet);
        }
        catch (PlaywrightException)
        {
            // The browser has closed meanwhile.
        }
    }

    private void Read(string? frame)
    {
        if (frame is null || !frame.StartsWith(AckPrefix, StringComparison.Ordinal)) return;
        using var json = JsonDocument.Parse(frame[frame.IndexOf('[', StringComparison.Ordinal)..]);
        var answer = json.RootElement.EnumerateArray().FirstOrDefault();
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("message", out var message)) return;
        messages.Enqueue(new AcknowledgedMessage(message.GetProperty("id").GetString()!, message.GetProperty("message").GetString()!));
    }
}
