using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Matinee.SocketIo.EngineIo;
using Matinee.SocketIo.Recovery;

namespace Matinee.SocketIo.Protocol;

/// <summary>
/// Writes packets as Engine.IO messages: the text first, then its attachments. The arrays are never changed afterwards, so
/// that all members of a room can share them.
/// </summary>
internal static class PacketEncoder
{
    private const int KeptBuffer = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    /// <param name="withOffset">With room for an <see cref="Offset"/> as the last argument.</param>
    public static OutboundMessage[] Event(
        string name, string eventName, long? ackId, ReadOnlySpan<object?> args, JsonSerializerOptions json, bool withOffset = false) =>
        WithArguments(PacketType.Event, name, eventName, ackId, args, json, withOffset);

    public static OutboundMessage[] Ack(string name, long ackId, ReadOnlySpan<object?> args, JsonSerializerOptions json) =>
        WithArguments(PacketType.Ack, name, eventName: null, ackId, args, json, withOffset: false);

    /// <param name="privateId">Null if there is no recovery.</param>
    public static OutboundMessage[] Connect(string name, string sid, string? privateId)
    {
        var pid = privateId is null ? "" : $",\"pid\":\"{privateId}\"";
        return [OutboundMessage.Text(Encoding.UTF8.GetBytes($$"""40{{Prefix(name)}}{"sid":"{{sid}}"{{pid}}}"""))];
    }

    public static OutboundMessage[] Disconnect(string name) =>
        [OutboundMessage.Text(Encoding.UTF8.GetBytes("41" + Prefix(name)))];

    public static OutboundMessage[] ConnectError(string name, ConnectError error, JsonSerializerOptions json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(Encoding.UTF8.GetBytes("44" + Prefix(name)));
        using var writer = NewWriter(buffer, json);
        buffer.Write("{\"message\":"u8);
        WriteValue(buffer, writer, error.Message, json);
        if (error.Data is not null)
        {
            buffer.Write(",\"data\":"u8);
            WriteValue(buffer, writer, error.Data, json);
        }

        buffer.Write("}"u8);
        return [OutboundMessage.Text(buffer.WrittenSpan)];
    }

    private static OutboundMessage[] WithArguments(
        PacketType type,
        string name,
        string? eventName,
        long? ackId,
        ReadOnlySpan<object?> args,
        JsonSerializerOptions json,
        bool withOffset)
    {
        var attachments = 0;
        foreach (var arg in args)
            attachments += IsBinary(arg) ? 1 : 0;
        if (attachments > PacketRules.MaxAttachments)
            throw new ArgumentException($"A packet carries at most {PacketRules.MaxAttachments} attachments.", nameof(args));

        // Taken out while in use: a converter of the caller may emit by itself.
        var buffer = t_buffer ?? new ArrayBufferWriter<byte>(256);
        t_buffer = null;
        try
        {
            var messages = new OutboundMessage[1 + attachments];
            var binaryType = type == PacketType.Event ? PacketType.BinaryEvent : PacketType.BinaryAck;
            buffer.Write([EnginePackets.MessageType, (byte)('0' + (int)(attachments > 0 ? binaryType : type))]);
            if (attachments > 0)
                WriteText(buffer, string.Create(CultureInfo.InvariantCulture, $"{attachments}-"));
            WriteText(buffer, Prefix(name));
            if (ackId is { } id)
                WriteText(buffer, id.ToString(CultureInfo.InvariantCulture));
            WriteArguments(buffer, messages, eventName, args, json);
            buffer.Write(withOffset ? Offset.Placeholder : []);
            buffer.Write("]"u8);
            messages[0] = OutboundMessage.Text(buffer.WrittenSpan);
            return messages;
        }
        finally
        {
            if (buffer.Capacity <= KeptBuffer)
            {
                buffer.ResetWrittenCount();
                t_buffer = buffer;
            }
        }
    }

    private static void WriteArguments(
        ArrayBufferWriter<byte> buffer, OutboundMessage[] messages, string? eventName, ReadOnlySpan<object?> args, JsonSerializerOptions json)
    {
        using var writer = NewWriter(buffer, json);
        var attachment = 0;
        buffer.Write("["u8);
        if (eventName is not null)
            WriteValue(buffer, writer, eventName, json);
        for (var i = 0; i < args.Length; i++)
        {
            if (i > 0 || eventName is not null)
                buffer.Write(","u8);
            if (!IsBinary(args[i]))
            {
                WriteValue(buffer, writer, args[i], json);
                continue;
            }

            WriteText(buffer, string.Create(CultureInfo.InvariantCulture, $$"""{"_placeholder":true,"num":{{attachment}}}"""));
            messages[++attachment] = OutboundMessage.Binary(Bytes(args[i]));
        }
    }

    private static void WriteValue(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer, object? value, JsonSerializerOptions json)
    {
        switch (value)
        {
            case null or JsonElement { ValueKind: JsonValueKind.Undefined }:
                buffer.Write("null"u8);
                break;
            case JsonElement element:
                // The client's own text: spacing, key order and number notation go back as they came.
                buffer.Write(JsonMarshal.GetRawUtf8Value(element));
                break;
            case RawJson raw:
                buffer.Write(raw.Utf8.Span);
                break;
            default:
                writer.Reset(buffer);
                JsonSerializer.Serialize(writer, value, value.GetType(), json);
                writer.Flush();
                break;
        }
    }

    private static Utf8JsonWriter NewWriter(ArrayBufferWriter<byte> buffer, JsonSerializerOptions json) =>
        new(buffer, new JsonWriterOptions { Encoder = json.Encoder, SkipValidation = true });

    private static void WriteText(ArrayBufferWriter<byte> buffer, string text)
    {
        if (text.Length == 0)
            return;
        buffer.Advance(Encoding.UTF8.GetBytes(text, buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }

    private static string Prefix(string name) => name == PacketRules.MainNamespace ? "" : name + ",";

    private static bool IsBinary(object? arg) => arg is byte[] or ReadOnlyMemory<byte> or Memory<byte> or ArraySegment<byte>;

    private static ReadOnlySpan<byte> Bytes(object? arg) => arg switch
    {
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> memory => memory.Span,
        Memory<byte> memory => memory.Span,
        ArraySegment<byte> segment => segment,
        _ => [],
    };
}
