using System.Text.Json;

namespace Matinee.SocketIo.Protocol;

/// <summary>A packet whose attachments, one binary message each, have not all arrived yet.</summary>
internal sealed class BinaryPacket(Packet packet)
{
    private readonly byte[][] _attachments = new byte[packet.Attachments][];
    private int _count;

    public Packet Packet => packet;

    public IReadOnlyList<byte[]> Attachments => _attachments;

    /// <summary>Whether this was the last one.</summary>
    public bool Add(byte[] attachment)
    {
        _attachments[_count++] = attachment;
        return _count == _attachments.Length;
    }

    /// <summary>Whether every placeholder points to an attachment. The depth is bounded by the decoder.</summary>
    public static bool HasValidPlaceholders(JsonElement value, int attachments)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (!HasValidPlaceholders(item, attachments))
                        return false;
                }

                return true;
            case JsonValueKind.Object when IsPlaceholder(value):
                return TryGetIndex(value, out var index) && index < attachments;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    if (!HasValidPlaceholders(property.Value, attachments))
                        return false;
                }

                return true;
            default:
                return true;
        }
    }

    public static bool IsPlaceholder(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("_placeholder"u8, out var mark)
        && mark.ValueKind == JsonValueKind.True;

    public static bool TryGetIndex(JsonElement placeholder, out int index)
    {
        index = -1;
        return placeholder.TryGetProperty("num"u8, out var number)
            && number.ValueKind == JsonValueKind.Number
            && number.TryGetInt32(out index)
            && index >= 0;
    }
}
