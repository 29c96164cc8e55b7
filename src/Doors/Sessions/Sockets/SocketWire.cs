using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Domain.Parties;

namespace Matinee.Doors.Sessions.Sockets;

/// <summary>The types of messages; each is as the document spells it.</summary>
internal static class MessageType
{
    public const string Chat = "chat";
    public const string Offer = "webrtc_offer";
    public const string Answer = "webrtc_answer";
    public const string Candidate = "ice_candidate";
    public const string PlaybackState = "playback_state";
    public const string PlaybackControl = "playback_control";
    public const string UserJoined = "user_joined";
    public const string UserLeft = "user_left";
    public const string Error = "error";
}

internal sealed record ChatWire(string Id, string UserId, string Username, string Message, long Timestamp)
{
    public static ChatWire Of(ChatMessage message) => new(
        message.ClientId ?? message.Id.Value,
        message.Author.Profile.Value,
        message.Author.Name,
        message.Text,
        message.Ordinal);
}

internal sealed record UserWire(string UserId, string Username);

internal sealed record ControlWire(
    string Action,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? SeekSeconds,
    string FromUser,
    string FromUsername);

/// <summary>The one payload of this door in camelCase.</summary>
/// <param name="CurrentTime">Seconds.</param>
/// <param name="Volume">0 to 1. The party knows none: everybody has their own.</param>
internal sealed record PlaybackWire(bool Playing, [property: JsonPropertyName("currentTime")] double CurrentTime, double Volume);

/// <summary>Writes the envelope around a payload: the properties in the document's order.</summary>
internal static class SocketWire
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="timestamp">Milliseconds since 1970.</param>
    public static ReadOnlyMemory<byte> Write<T>(string type, T payload, string session, string user, long timestamp) =>
        Write(type, JsonSerializer.SerializeToUtf8Bytes(payload, SessionsWire.Json), session, user, timestamp, target: null);

    /// <summary>The same around bytes that are JSON, which stay as they are.</summary>
    public static ReadOnlyMemory<byte> Write(string type, ReadOnlyMemory<byte> payload, string session, string user, long timestamp, string? target)
    {
        var bytes = new ArrayBufferWriter<byte>(payload.Length + 256);
        using var json = new Utf8JsonWriter(bytes, Options);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WritePropertyName("payload"u8);
        json.WriteRawValue(payload.Span, skipInputValidation: true);
        json.WriteString("session_id"u8, session);
        json.WriteString("user_id"u8, user);
        json.WriteNumber("timestamp"u8, timestamp);
        if (target is not null) json.WriteString("target_id"u8, target);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }
}
