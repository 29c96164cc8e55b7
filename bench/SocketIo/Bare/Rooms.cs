using System.Buffers.Binary;
using System.Net.Sockets;

namespace Matinee.SocketIo.Bare;

/// <summary>The rooms by name. A room ends, with all its members, when its publisher leaves.</summary>
internal sealed class Rooms
{
    private const int MaskedHeader = 8; // two bytes, a length of 16 bits, the mask
    private const int PlainHeader = 4;

    private readonly Dictionary<string, List<Socket>> _rooms = [];

    public List<Socket> Enter(string name, Socket socket)
    {
        lock (_rooms)
        {
            if (!_rooms.TryGetValue(name, out var members)) _rooms.Add(name, members = []);
            members.Add(socket);
            return members;
        }
    }

    /// <summary>Sends what the publisher sends to all members, the publisher included, until it goes.</summary>
    public void Relay(string name, List<Socket> members, Socket publisher)
    {
        try
        {
            Relay(members, publisher);
        }
        catch (SocketException)
        {
            // A reset is how the load generator leaves.
        }

        lock (_rooms)
        {
            _rooms.Remove(name);
            foreach (var member in members) member.Dispose();
        }
    }

    private static void Relay(List<Socket> members, Socket publisher)
    {
        var input = new byte[16 * 1024];
        var output = new byte[16 * 1024];
        var filled = 0;
        while (publisher.Receive(input.AsSpan(filled)) is > 0 and var read)
        {
            filled += read;
            var used = 0;
            while (Frame(input.AsSpan(used..filled), output) is > 0 and var length)
            {
                foreach (var member in members) member.Send(output, length, SocketFlags.None);
                used += length - PlainHeader + MaskedHeader;
            }

            input.AsSpan(used..filled).CopyTo(input);
            filled -= used;
        }
    }

    /// <summary>
    /// Frames the first message anew, without its mask. Returns the frame's length; 0 as long as the message is not whole.
    /// </summary>
    private static int Frame(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (input.Length < MaskedHeader) return 0;
        if (input[0] != 0x81 || input[1] != (0x80 | 126))
            throw new InvalidDataException("Only whole text messages of 126 bytes or more are relayed.");
        var length = BinaryPrimitives.ReadUInt16BigEndian(input[2..]);
        if (input.Length < MaskedHeader + length) return 0;
        output[0] = 0x81;
        output[1] = 126;
        input.Slice(2, 2).CopyTo(output[2..]);
        for (var i = 0; i < length; i++) output[PlainHeader + i] = (byte)(input[MaskedHeader + i] ^ input[4 + (i & 3)]);
        return PlainHeader + length;
    }
}
