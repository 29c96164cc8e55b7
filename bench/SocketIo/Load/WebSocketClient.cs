using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Matinee.SocketIo.Load;

/// <summary>
/// A WebSocket that costs the generator one call per read: whole text messages come out of one buffer that all clients
/// share, so a message must be used before the next client is filled. Only what is not yet whole is kept.
/// </summary>
internal sealed unsafe class WebSocketClient : IDisposable
{
    private const byte Text = 0x81; // final, opcode 1
    private const byte Ping = 0x89;
    private static readonly byte[] Mask = [0x37, 0xfa, 0x21, 0x3d];
    private static readonly byte[] Shared = new byte[64 * 1024];

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = 10_000,
    };

    private byte[] _rest = [];
    private int _start;
    private int _end;

    public WebSocketClient(int port, string target)
    {
        _socket.Connect(IPAddress.Loopback, port);
        Descriptor = (int)_socket.SafeHandle.DangerousGetHandle();
        SendBytes(Encoding.ASCII.GetBytes(
            $"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        int length;
        while ((length = Shared.AsSpan(_start.._end).IndexOf("\r\n\r\n"u8)) < 0)
        {
            KeepRest();
            Fill(wait: true);
        }

        var answer = Encoding.ASCII.GetString(Shared.AsSpan(_start, length));
        if (!answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
            throw new InvalidDataException($"The server refuses the upgrade: {answer}");
        _start += length + 4;
        KeepRest();
    }

    public int Descriptor { get; }

    /// <summary>Length of a masked frame around a text.</summary>
    public static int FrameLength(int text) => text + (text < 126 ? 6 : 8);

    /// <summary>Writes the masked frame of a text of up to 64 KB.</summary>
    public static void WriteFrame(ReadOnlySpan<byte> text, Span<byte> frame, byte opcode = Text)
    {
        frame[0] = opcode;
        frame[1] = (byte)(0x80 | (text.Length < 126 ? text.Length : 126));
        if (text.Length >= 126) BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)text.Length);
        var payload = frame[(FrameLength(text.Length) - text.Length)..];
        Mask.CopyTo(frame[(FrameLength(text.Length) - text.Length - 4)..]);
        for (var i = 0; i < text.Length; i++) payload[i] = (byte)(text[i] ^ Mask[i & 3]);
    }

    public void Send(ReadOnlySpan<byte> text, byte opcode = Text)
    {
        Span<byte> frame = stackalloc byte[FrameLength(text.Length)];
        WriteFrame(text, frame, opcode);
        SendBytes(frame);
    }

    /// <exception cref="IOException">The server has not read what was sent before, or is gone.</exception>
    public void SendBytes(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            if (Linux.Send(Descriptor, first, bytes.Length, Linux.DontWait | Linux.NoSignal) != bytes.Length) throw Linux.Failure("send");
        }
    }

    /// <summary>
    /// Reads once: what is there, or with <paramref name="wait"/> until something came. Says whether more may be there.
    /// </summary>
    public bool Fill(bool wait = false)
    {
        _rest.CopyTo(Shared, 0);
        _start = 0;
        _end = _rest.Length;
        _rest = [];
        fixed (byte* free = &Shared[_end])
        {
            var read = (int)Linux.Receive(Descriptor, free, Shared.Length - _end, wait ? 0 : Linux.DontWait);
            if (read > 0) _end += read;
            else if (read == 0) throw new IOException("The server closed a connection.");
            else if (wait || Marshal.GetLastSystemError() != Linux.TryAgain) throw Linux.Failure("recv");
            return _end == Shared.Length;
        }
    }

    /// <summary>Hands over the next whole text message of the last <see cref="Fill"/>; answers pings in passing.</summary>
    public bool TryRead(out ReadOnlySpan<byte> text)
    {
        while (TryReadFrame(out var opcode, out text))
        {
            if (opcode == Text) return true;
            if (opcode != Ping) throw new InvalidDataException($"The server sends a frame that starts with 0x{opcode:x2}.");
            Send(text, opcode: 0x8a);
        }

        KeepRest();
        return false;
    }

    public void Dispose()
    {
        // A reset instead of a goodbye leaves no port in TIME_WAIT; a full run opens more connections than there are ports.
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }

    private bool TryReadFrame(out byte opcode, out ReadOnlySpan<byte> payload)
    {
        var bytes = Shared.AsSpan(_start.._end);
        opcode = 0;
        payload = default;
        if (bytes.Length < 2) return false;
        opcode = bytes[0];
        int length = bytes[1], header = 2;
        if (length > 126) throw new InvalidDataException("The server sends a masked frame, or one of over 64 KB.");
        if (length == 126)
        {
            if (bytes.Length < 4) return false;
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            header = 4;
        }

        if (bytes.Length < header + length) return false;
        payload = bytes.Slice(header, length);
        _start += header + length;
        return true;
    }

    private void KeepRest()
    {
        if (_start < _end) _rest = Shared[_start.._end];
        _start = _end = 0;
    }
}
