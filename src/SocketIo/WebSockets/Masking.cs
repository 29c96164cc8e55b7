using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Matinee.SocketIo.WebSockets;

internal static class Masking
{
    /// <summary>Masks or unmasks in place.</summary>
    /// <param name="key">Its four bytes in the order of the wire, the first one lowest.</param>
    /// <param name="offset">How many bytes of the frame's payload came before these.</param>
    public static void Apply(Span<byte> data, uint key, int offset)
    {
        // Rotated so that the key's next byte is its lowest again.
        key = BitOperations.RotateRight(key, (offset & 3) * 8);
        var wide = MemoryMarshal.Cast<byte, ulong>(data);
        var doubled = ((ulong)key << 32) | key;
        if (!BitConverter.IsLittleEndian)
            doubled = BinaryPrimitives.ReverseEndianness(doubled);
        for (var i = 0; i < wide.Length; i++)
            wide[i] ^= doubled;
        for (var i = wide.Length * sizeof(ulong); i < data.Length; i++)
            data[i] ^= (byte)(key >> ((i & 3) * 8));
    }
}
