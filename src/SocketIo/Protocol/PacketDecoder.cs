using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Matinee.SocketIo.Protocol;

/// <summary>
/// Reads <c>type [attachments-] [/namespace,] [ack id] [JSON]</c>. Any bytes may come; none make it throw. The comma
/// behind a namespace may be missing when nothing follows.
/// </summary>
internal static class PacketDecoder
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = PacketRules.MaxDepth };

    public static bool TryDecode(ReadOnlySpan<byte> text, out Packet packet)
    {
        packet = default;
        if (text.IsEmpty || text[0] is < (byte)'0' or > (byte)'6' || !Utf8.IsValid(text))
            return false;
        var type = (PacketType)(text[0] - '0');
        var rest = text[1..];
        var attachments = 0;
        if (type is PacketType.BinaryEvent or PacketType.BinaryAck)
        {
            if (!TryTakeAttachments(ref rest, out attachments))
                return false;
            type = type == PacketType.BinaryEvent ? PacketType.Event : PacketType.Ack;
        }

        if (!TryTakeNamespace(ref rest, out var name))
            return false;
        var ackId = TakeAckId(ref rest);
        if (!TryParse(rest, out var payload) || !IsPayloadOf(type, payload))
            return false;
        string? eventName = null;
        if (type == PacketType.Event && !TryReadEventName(payload[0], out eventName))
            return false;
        packet = new Packet(type, name, ackId, attachments, payload, eventName);
        return true;
    }

    private static bool TryTakeAttachments(ref ReadOnlySpan<byte> rest, out int count)
    {
        count = 0;
        var dash = rest.IndexOf((byte)'-');
        if (dash is < 1 or > 2)
            return false;
        foreach (var digit in rest[..dash])
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            count = (count * 10) + (digit - '0');
        }

        rest = rest[(dash + 1)..];
        return count <= PacketRules.MaxAttachments;
    }

    private static bool TryTakeNamespace(ref ReadOnlySpan<byte> rest, out string name)
    {
        name = PacketRules.MainNamespace;
        if (rest.IsEmpty || rest[0] != (byte)'/')
            return true;
        var comma = rest.IndexOf((byte)',');
        var bytes = comma < 0 ? rest : rest[..comma];
        rest = comma < 0 ? [] : rest[(comma + 1)..];
        if (bytes.Length > PacketRules.MaxNamespaceBytes)
            return false;
        if (bytes.Length > 1)
            name = Encoding.UTF8.GetString(bytes);
        return true;
    }

    private static long? TakeAckId(ref ReadOnlySpan<byte> rest)
    {
        var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0)
            digits = rest.Length;
        var text = rest[..digits];
        rest = rest[digits..];
        return long.TryParse(text, out var id) && id <= PacketRules.MaxAckId ? id : null;
    }

    private static bool TryParse(ReadOnlySpan<byte> json, out JsonElement payload)
    {
        payload = default;
        if (json.IsEmpty)
            return true;
        try
        {
            payload = JsonElement.Parse(json, Strict);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsPayloadOf(PacketType type, JsonElement payload) => type switch
    {
        PacketType.Connect => payload.ValueKind is JsonValueKind.Undefined or JsonValueKind.Object,
        PacketType.Disconnect => payload.ValueKind == JsonValueKind.Undefined,
        PacketType.Event => payload.ValueKind == JsonValueKind.Array && payload.GetArrayLength() > 0,
        PacketType.Ack => payload.ValueKind == JsonValueKind.Array,
        // Only servers refuse connections.
        PacketType.ConnectError => false,
        PacketType.BinaryEvent or PacketType.BinaryAck => false,
    };

    private static bool TryReadEventName(JsonElement first, out string? name)
    {
        name = null;
        // JavaScript clients may name events by number.
        if (first.ValueKind == JsonValueKind.Number)
        {
            name = first.GetRawText();
            return true;
        }

        if (first.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            name = first.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate: JSON, but not text.
            return false;
        }

        return name is not null && !PacketRules.IsReserved(name);
    }
}
