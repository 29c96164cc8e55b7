using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Doors.Sessions.Sockets;

/// <summary>
/// What clients say: each message is counted, read, and answered by what it makes happen; a refused one by an error frame to
/// its sender alone. Sender, session and time of what goes on are the server's, whatever the message claims.
/// </summary>
internal sealed class SessionMessages(Parties parties, PartyChat chat, SessionRooms rooms, TimeProvider time, ILogger<SessionMessages> logger)
{
    // A client that goes on above its limit is read slowly, so that refusing costs less than asking.
    private static readonly TimeSpan Slowdown = TimeSpan.FromMilliseconds(20);

    private static readonly string[] Actions = ["play", "pause", "toggle", "seek_forward", "seek_backward"];

    public async ValueTask HandleAsync(SessionConnection connection, ReadOnlyMemory<byte> message)
    {
        var isReadable = Envelope.TryRead(message, out var envelope);
        if (!connection.Buckets.Take(isCandidate: envelope?.Type == MessageType.Candidate))
        {
            Tell(connection, new ErrorWire("Rate limit exceeded", $"Maximum {connection.Buckets.MostMessages} messages per minute"));
            await Task.Delay(Slowdown, time);
            return;
        }

        if (!isReadable)
        {
            Tell(connection, new ErrorWire("Bad Request", "Invalid message format"));
            return;
        }

        try
        {
            if (await TakeAsync(connection, envelope!) is { } refusal) Tell(connection, SessionsWire.ErrorOf(refusal).Error);
        }
        catch (Exception exception)
        {
            SessionsLog.MessageFailed(logger, exception);
            Tell(connection, new ErrorWire("Service Unavailable", "Something went wrong on the server. Please try again."));
        }
    }

    private async ValueTask<Refusal?> TakeAsync(SessionConnection connection, Envelope envelope)
    {
        switch (envelope.Type)
        {
            case MessageType.Chat:
                return await ChatAsync(connection, envelope);
            case MessageType.Offer or MessageType.Answer or MessageType.Candidate:
                await RelayAsync(connection, envelope.Type, envelope.Payload, envelope.Target);
                return null;
            case MessageType.PlaybackState:
                return await MirrorAsync(connection, envelope);
            case MessageType.PlaybackControl:
                return await ControlAsync(connection, envelope);
            case MessageType.UserJoined or MessageType.UserLeft:
                return Refusal.Invalid("type", "Only the server says who joined and left");
            default:
                return Refusal.Invalid("type", "Unknown message type");
        }
    }

    /// <summary>What the party makes of it comes back to all, the sender too, as the party's news.</summary>
    private async ValueTask<Refusal?> ChatAsync(SessionConnection connection, Envelope envelope)
    {
        if (Read<ChatBody>(envelope) is not { } body) return BadPayload;
        if (body.Message is null) return Refusal.Invalid("message", "Message is required");
        var id = string.IsNullOrEmpty(body.Id) ? null : body.Id;
        var posted = await chat.PostAsync(connection.Session, connection.Member, body.Message, videoPosition: null, id);
        return posted.IsRefused(out var refusal) ? refusal : null;
    }

    /// <summary>
    /// The host's player is where it says: the party's timeline follows it, for members of other doors, and this door's clients
    /// get the payload as it came.
    /// </summary>
    private async ValueTask<Refusal?> MirrorAsync(SessionConnection connection, Envelope envelope)
    {
        if (Read<PlaybackBody>(envelope) is not { } body || !Envelope.HasFiniteNumbers(envelope.Payload)) return BadPayload;
        var mirror = new PartyCommand.Mirror(connection.Member, body.CurrentTime ?? body.CurrentTimeInSnakeCase, body.Playing);
        var outcome = await parties.DoAsync(connection.Session, mirror, connection.Id);
        if (outcome.IsRefused(out var refusal))
            return refusal.Kind == RefusalKind.Invalid ? Refusal.Invalid("currentTime", "currentTime must be a number of seconds, zero or more") : refusal;
        await RelayAsync(connection, envelope.Type, envelope.Payload, target: null);
        return null;
    }

    /// <summary>A request to the host's player. Who asks is the server's word, as everywhere.</summary>
    private async ValueTask<Refusal?> ControlAsync(SessionConnection connection, Envelope envelope)
    {
        if (Read<ControlBody>(envelope) is not { } body) return BadPayload;
        if (!Actions.Contains(body.Action, StringComparer.Ordinal)) return Refusal.Invalid("action", $"Action must be one of {string.Join(", ", Actions)}");
        var control = new ControlWire(body.Action!, body.SeekSeconds, connection.Member.Value, connection.Viewer.Name);
        await RelayAsync(connection, envelope.Type, JsonSerializer.SerializeToUtf8Bytes(control, SessionsWire.Json), target: null);
        return null;
    }

    private ValueTask RelayAsync(SessionConnection connection, string type, ReadOnlyMemory<byte> payload, string? target) =>
        rooms.RelayAsync(
            connection, target, SocketWire.Write(type, payload, connection.Session.Value, connection.Member.Value, Now(), target));

    private void Tell(SessionConnection connection, ErrorWire error) =>
        connection.Send(new Frame(SocketWire.Write(MessageType.Error, error, connection.Session.Value, connection.Member.Value, Now())));

    private static Refusal BadPayload => Refusal.Invalid("payload", "The payload is not as documented");

    private static T? Read<T>(Envelope envelope)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(envelope.Payload.Span, SessionsWire.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record ChatBody(string? Id, string? Message);

    private sealed record ControlBody(string? Action, double? SeekSeconds);

    /// <summary>Seconds in either spelling; both are in use.</summary>
    private sealed record PlaybackBody(
        bool? Playing,
        [property: JsonPropertyName("currentTime")] double? CurrentTime,
        [property: JsonPropertyName("current_time")] double? CurrentTimeInSnakeCase,
        double? Volume);
}

internal static partial class SessionsLog
{
    [LoggerMessage(300, LogLevel.Error, "Handling a session's message failed")]
    public static partial void MessageFailed(ILogger logger, Exception exception);

    [LoggerMessage(301, LogLevel.Error, "Taking leave of a session's connection failed")]
    public static partial void LeaveFailed(ILogger logger, Exception exception);
}
