using System.Collections.Concurrent;
using System.Text.Json;

namespace Matinee.Browser.Tests.Fixture;

internal sealed record AcknowledgedMessage(string Id, string Text);

/// <summary>
/// The chat messages that the server has acknowledged to one page, read from the frames of its socket: what the app makes of
/// them plays no part.
/// </summary>
internal sealed class Acknowledgements
{
    // Engine.IO "message", Socket.IO "ack"; the number of the acknowledged event follows.
    private const string AckPrefix = "43";

    private readonly ConcurrentQueue<AcknowledgedMessage> messages = new();

    public Acknowledgements(IPage page) => page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => Read(frame.Text);

    public IReadOnlyCollection<AcknowledgedMessage> Messages => messages;

    private void Read(string? frame)
    {
        if (frame is null || !frame.StartsWith(AckPrefix, StringComparison.Ordinal)) return;
        using var json = JsonDocument.Parse(frame[frame.IndexOf('[', StringComparison.Ordinal)..]);
        var answer = json.RootElement.EnumerateArray().FirstOrDefault();
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("message", out var message)) return;
        messages.Enqueue(new AcknowledgedMessage(message.GetProperty("id").GetString()!, message.GetProperty("message").GetString()!));
    }
}
