using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Matinee.Doors.Sessions.Sockets;

/// <summary>
/// A client's message, read as far as the server needs it. What the client says of session, user and time is not even read.
/// </summary>
/// <param name="Payload">The bytes as they came.</param>
/// <param name="Target">The user that a signal is for; null for all others.</param>
internal sealed record Envelope(string Type, ReadOnlyMemory<byte> Payload, string? Target)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 32 };

    /// <summary>False for what is no JSON object with a type and a payload, or has one of the three twice.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> message, [NotNullWhen(true)] out Envelope? envelope)
    {
        envelope = null;
        try
        {
            envelope = Read(message);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON; or a text that is no text, such as half of a surrogate pair.
        }

        return envelope is not null;
    }

    /// <summary>True when every number in the JSON is one that a client can hold: 1e999 is valid JSON and would be infinity.</summary>
    public static bool HasFiniteNumbers(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, Options);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number && !double.IsFinite(reader.GetDouble())) return false;
        }

        return true;
    }

    private static Envelope? Read(ReadOnlyMemory<byte> message)
    {
        var reader = new Utf8JsonReader(message.Span, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        string? type = null;
        string? target = null;
        ReadOnlyMemory<byte>? payload = null;
        var hasTarget = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                if (type is not null || !reader.Read() || reader.TokenType != JsonTokenType.String) return null;
                type = reader.GetString();
            }
            else if (reader.ValueTextEquals("payload"u8))
            {
                if (payload is not null || !reader.Read()) return null;
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                payload = message[start..(int)reader.BytesConsumed];
            }
            else if (reader.ValueTextEquals("target_id"u8))
            {
                if (hasTarget || !reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) return null;
                (hasTarget, target) = (true, reader.GetString());
            }
            else
            {
                reader.Skip();
            }
        }

        // Anything behind the object is a fault that this finds.
        reader.Read();
        return type is null || payload is not { } bytes ? null : new Envelope(type, bytes, string.IsNullOrEmpty(target) ? null : target);
    }
}
