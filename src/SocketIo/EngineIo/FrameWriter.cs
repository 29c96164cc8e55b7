using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Matinee.SocketIo.EngineIo;

// A WebSocket's frames leave in one of two ways. The stream of the upgraded request always works; but it hands the bytes to
// Kestrel's own writer through a pipe, and that costs as much again as the system call. On plain TCP frames may go straight
// to the socket, with one send that does not block, provided that nothing is left in the pipe which they would overtake. No
// interface tells whether the pipe is empty. The peer can: in a quiet moment of a busy connection a WebSocket ping is
// written to the stream, and when its pong is back, and nothing was written after it, all that ever went into the pipe has
// reached the peer. From then on the stream is not written to any more. Whoever never answers pings stays on the stream, as
// do TLS, HTTP/2 and servers that show no socket. A connection must have proved busy before it is asked, so that short or
// idle ones see no ping at all.
// One write happens at a time (see WebSocketTransport.Drain); the probe's state is guarded by the session's lock.
internal sealed class FrameWriter(Stream stream, Socket? socket)
{
    private const int BatchesBeforeProbe = 16;

    // Frames are gathered up to this size, which is what one send takes at once on most systems.
    private const int Gathered = 64 * 1024;

    [ThreadStatic]
    private static byte[]? t_gathered;

    private volatile bool _isDirect;
    private int _batches;
    private int _probe;
    private bool _isProbing;

    /// <summary>Called for each batch but the probe's own.</summary>
    public void CountBatch()
    {
        if (_isProbing)
            // More bytes in the pipe than the probe can speak for.
            (_isProbing, _batches) = (false, 0);
        else
            _batches++;
    }

    /// <summary>Asked when nothing waits any more: whether to write this ping now.</summary>
    public bool TryBeginProbe(out OutboundMessage ping)
    {
        ping = default;
        if (socket is null || _isDirect || _isProbing || _batches < BatchesBeforeProbe)
            return false;
        _isProbing = true;
        ping = OutboundMessage.Ping(ProbePayload(++_probe));
        return true;
    }

    /// <summary>A pong came while nothing was being written.</summary>
    public void OnPong(ReadOnlySpan<byte> payload)
    {
        if (!_isProbing || !payload.SequenceEqual(ProbePayload(_probe)) || socket is null)
            return;
        _isProbing = false;
        socket.Blocking = false;
        _isDirect = true;
    }

    /// <summary>Writes the frames in order. It is done when the call returns unless the peer is slow.</summary>
    /// <param name="batch">May be used for something else when the call returns.</param>
    /// <exception cref="IOException">The connection is broken.</exception>
    public ValueTask WriteAsync(List<OutboundMessage> batch)
    {
        var frames = CollectionsMarshal.AsSpan(batch);
        if (_isDirect && socket is not null)
            return SendAsync(socket, frames);
        return frames.Length == 1 ? stream.WriteAsync(frames[0].Frame) : WriteGatheredAsync(frames);
    }

    private async ValueTask WriteRentedAsync(byte[] rented, int length)
    {
        try
        {
            await stream.WriteAsync(rented.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private ValueTask WriteGatheredAsync(ReadOnlySpan<OutboundMessage> frames)
    {
        var (rented, length) = Gather([], frames);
        return WriteRentedAsync(rented, length);
    }

    private static ValueTask SendAsync(Socket socket, ReadOnlySpan<OutboundMessage> frames)
    {
        while (!frames.IsEmpty)
        {
            var piece = NextPiece(frames, out var count);
            var sent = socket.Send(piece, SocketFlags.None, out var error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
                throw new IOException("The socket is broken.", new SocketException((int)error));
            frames = frames[count..];
            if (error == SocketError.WouldBlock || sent < piece.Length)
            {
                var (rest, length) = Gather(piece[(error == SocketError.Success ? sent : 0)..], frames);
                return SendRestAsync(socket, rest, length);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>As many frames as one send takes: one as it is, several copied side by side.</summary>
    private static ReadOnlySpan<byte> NextPiece(ReadOnlySpan<OutboundMessage> frames, out int count)
    {
        count = 1;
        var length = frames[0].Frame.Length;
        while (count < frames.Length && length + frames[count].Frame.Length <= Gathered)
            length += frames[count++].Frame.Length;
        if (count == 1)
            return frames[0].Frame;
        var gathered = t_gathered ??= new byte[Gathered];
        var end = 0;
        foreach (var message in frames[..count])
        {
            message.Frame.CopyTo(gathered, end);
            end += message.Frame.Length;
        }

        return gathered.AsSpan(0, end);
    }

    private static (byte[] Rented, int Length) Gather(ReadOnlySpan<byte> begun, ReadOnlySpan<OutboundMessage> frames)
    {
        var length = begun.Length;
        foreach (var message in frames)
            length += message.Frame.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        begun.CopyTo(rented);
        var end = begun.Length;
        foreach (var message in frames)
        {
            message.Frame.CopyTo(rented, end);
            end += message.Frame.Length;
        }

        return (rented, length);
    }

    private static async ValueTask SendRestAsync(Socket socket, byte[] rented, int length)
    {
        try
        {
            for (var sent = 0; sent < length;)
                sent += await socket.SendAsync(rented.AsMemory(sent, length - sent), SocketFlags.None);
        }
        catch (SocketException e)
        {
            throw new IOException("The socket is broken.", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static byte[] ProbePayload(int probe)
    {
        var payload = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(payload, probe);
        return payload;
    }
}
