using System.Buffers.Binary;
using System.Text;

namespace Matinee.SocketIo.WebSockets;

/// <summary>Writes whole frames as servers do: unfragmented and unmasked, so that one array serves any number of receivers.</summary>
internal static class Frame
{
    public const int LongestHeader = 10;
    public const int LongestControlPayload = 125;

    private const byte Final = 0x80;
    private const byte TwoByteLength = 126;
    private const byte EightByteLength = 127;

    public static int HeaderLength(int payload) => payload switch
    {
        <= LongestControlPayload => 2,
        <= ushort.MaxValue => 4,
        _ => LongestHeader,
    };

    /// <summary>Writes the header of a payload of that length at the start of the span, which has room for it.</summary>
    public static void WriteHeader(Span<byte> frame, Opcode opcode, int payload)
    {
        frame[0] = (byte)(Final | (byte)opcode);
        switch (HeaderLength(payload))
        {
            case 2:
                frame[1] = (byte)payload;
                break;
            case 4:
                frame[1] = TwoByteLength;
                BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)payload);
                break;
            default:
                frame[1] = EightByteLength;
                BinaryPrimitives.WriteInt64BigEndian(frame[2..], payload);
                break;
        }
    }

    public static byte[] Of(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var header = HeaderLength(payload.Length);
        var frame = new byte[header + payload.Length];
        WriteHeader(frame, opcode, payload.Length);
        payload.CopyTo(frame.AsSpan(header));
        return frame;
    }

    /// <param name="reason">Short ASCII.</param>
    public static byte[] Close(CloseCode code, string reason)
    {
        Span<byte> payload = stackalloc byte[LongestControlPayload];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        return Of(Opcode.Close, payload[..(2 + Encoding.ASCII.GetBytes(reason, payload[2..]))]);
    }
}
