using System.Buffers.Binary;
using System.Text;

namespace Matinee.SocketIo.Tests.Fixture;

/// <summary>RFC 6455, section 5.2; those without a name are reserved.</summary>
internal enum Opcode : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>A frame as it came from the server: unmasked, without extensions.</summary>
internal sealed record Frame(Opcode Opcode, byte[] Payload, bool Fin)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    /// <summary>Null if the close frame has no body.</summary>
    public int? CloseCode => Payload.Length < 2 ? null : BinaryPrimitives.ReadUInt16BigEndian(Payload);
}

/// <summary>The bytes of a client's frames, right or wrong.</summary>
internal static class Frames
{
    public const byte Reserved1 = 0x40;
    public const byte Reserved2 = 0x20;
    public const byte Reserved3 = 0x10;

    private static readonly byte[] Mask = [0x37, 0xfa, 0x21, 0x3d];

    public static byte[] Text(string text) => Of(Opcode.Text, Encoding.UTF8.GetBytes(text));

    /// <summary>A text message in as many fragments as there are parts.</summary>
    public static byte[][] Fragments(params byte[][] parts) =>
    [
        .. parts.Select((part, i) => Of(i == 0 ? Opcode.Text : Opcode.Continuation, part, fin: i == parts.Length - 1)),
    ];

    public static byte[] Close(int code, params byte[] reason) =>
        Of(Opcode.Close, [(byte)(code >> 8), (byte)code, .. reason]);

    public static byte[] Of(Opcode opcode, byte[] payload, bool fin = true, bool masked = true, byte reserved = 0)
    {
        var header = Header(opcode, (ulong)payload.Length, fin, masked, reserved);
        return [.. header, .. masked ? Masked(payload) : payload];
    }

    /// <summary>The header alone, with its mask: the announced bytes need never follow.</summary>
    public static byte[] Header(Opcode opcode, ulong length, bool fin = true, bool masked = true, byte reserved = 0)
    {
        var first = (byte)((fin ? 0x80 : 0) | reserved | (byte)opcode);
        var mask = (byte)(masked ? 0x80 : 0);
        byte[] size = length switch
        {
            < 126 => [(byte)(mask | (int)length)],
            <= ushort.MaxValue => [(byte)(mask | 126), (byte)(length >> 8), (byte)length],
            _ => [(byte)(mask | 127), .. BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(length))],
        };
        return [first, .. size, .. masked ? Mask : []];
    }

    public static byte[] Masked(byte[] payload) => [.. payload.Select((value, i) => (byte)(value ^ Mask[i % 4]))];
}
