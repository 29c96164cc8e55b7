using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Matinee.SocketIo.EngineIo;

/// <summary>Polling bodies: packets separated by 0x1e; binary ones are <c>b</c> and base64.</summary>
internal static class PollingPayload
{
    public const byte Separator = 0x1e;
    private const byte BinaryMark = (byte)'b';

    public static void Write(IBufferWriter<byte> output, List<OutboundMessage> messages)
    {
        var first = true;
        foreach (var message in CollectionsMarshal.AsSpan(messages))
        {
            if (!first)
                output.Write([Separator]);
            first = false;
            if (!message.IsBinary)
            {
                output.Write(message.Payload);
                continue;
            }

            output.Write([BinaryMark]);
            var span = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(message.Payload.Length));
            Base64.EncodeToUtf8(message.Payload, span, out _, out var written);
            output.Advance(written);
        }
    }

    /// <summary>
    /// Splits one packet off the body. Packets that are not text must be decoded with <see cref="TryDecodeBinary"/>;
    /// text was checked to be UTF-8.
    /// </summary>
    public static bool TryTake(ref ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> packet, out bool isBinary)
    {
        var end = body.Span.IndexOf(Separator);
        packet = end < 0 ? body : body[..end];
        // A trailing separator announces a packet that is not there: it comes out as an empty, malformed one.
        body = end < 0 ? default : end + 1 == body.Length ? new byte[] { Separator } : body[(end + 1)..];
        isBinary = !packet.IsEmpty && packet.Span[0] == BinaryMark;
        return !packet.IsEmpty && (isBinary || Utf8.IsValid(packet.Span));
    }

    public static bool TryDecodeBinary(ReadOnlySpan<byte> packet, out byte[] data)
    {
        var text = packet[1..];
        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        var status = Base64.DecodeFromUtf8(text, buffer, out var consumed, out var written);
        var ok = status == OperationStatus.Done && consumed == text.Length;
        data = ok ? buffer[..written] : [];
        return ok;
    }
}
