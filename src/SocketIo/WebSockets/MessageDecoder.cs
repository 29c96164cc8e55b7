using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Matinee.SocketIo.WebSockets;

internal enum DecodeStep
{
    /// <summary>All input is used up.</summary>
    NeedMore,
    Text,
    Binary,
    Ping,
    Pong,

    /// <summary>Checked: its payload is empty, or a valid code and a reason in UTF-8.</summary>
    Close,

    /// <summary>The peer broke the protocol: see <see cref="MessageDecoder.Fault"/>. Nothing can be read any more.</summary>
    Failed,
}

// Reads a client's frames (RFC 6455) out of bytes that come in pieces of any size, and puts messages together. It always
// uses up what it is given, so that a connection between two messages, or in the middle of a header, holds no buffer: the
// header's bytes have a place of their own, at most 14. A message that lies whole in the input is unmasked where it is and
// handed out without a copy, which is the case for nearly all; only a message that arrives in pieces or fragments is put
// together in a rented array. That array grows with the bytes that came, never with the length that was announced, and a
// message that would exceed the limit is refused at its header. Control frames may stand between the fragments of a
// message, so they are put together apart from it.
internal sealed class MessageDecoder(int maxPayload) : IDisposable
{
    private const int LongestHeader = 14;
    private const int SmallestBuffer = 512;

    private HeaderBytes _header;
    private int _headerLength;
    private Opcode _opcode;
    private bool _isFinal;
    private uint _mask;
    private int _taken;
    private int _remaining;
    private bool _inPayload;

    // Continuation: no message has begun.
    private Opcode _messageType = Opcode.Continuation;
    private byte[]? _message;
    private int _messageLength;
    private byte[]? _control;
    private int _controlLength;
    private bool _isDelivered;

    /// <summary>What to close with, after <see cref="DecodeStep.Failed"/>.</summary>
    public CloseCode Fault { get; private set; }

    /// <summary>Reads on to the end of the next message or control frame. The payload is valid until the next call.</summary>
    /// <param name="input">Shortened by what was used; its bytes are overwritten.</param>
    public DecodeStep Read(ref Memory<byte> input, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        ReleaseDelivered();
        while (_inPayload || !input.IsEmpty)
        {
            if (!_inPayload && !TryTakeHeader(ref input))
                return Fault == CloseCode.None ? DecodeStep.NeedMore : DecodeStep.Failed;
            var length = Math.Min(_remaining, input.Length);
            var piece = input[..length];
            input = input[length..];
            Masking.Apply(piece.Span, _mask, _taken);
            _taken += length;
            _remaining -= length;
            _inPayload = _remaining > 0;
            if (_inPayload)
            {
                Keep(piece.Span);
                return DecodeStep.NeedMore;
            }

            if (EndFrame(piece, out payload) is var step and not DecodeStep.NeedMore)
                return step;
        }

        return DecodeStep.NeedMore;
    }

    /// <summary>Gives the memory of a delivered message back before the next one comes.</summary>
    public void ReleaseDelivered()
    {
        if (!_isDelivered)
            return;
        _isDelivered = false;
        _messageLength = 0;
        if (_message is null)
            return;
        ArrayPool<byte>.Shared.Return(_message);
        _message = null;
    }

    public void Dispose()
    {
        _isDelivered = true;
        ReleaseDelivered();
    }

    private bool TryTakeHeader(ref Memory<byte> input)
    {
        var source = input.Span;
        Span<byte> header = _header;
        var used = 0;
        var wanted = WantedHeader(header);
        while (_headerLength < wanted && used < source.Length)
        {
            header[_headerLength++] = source[used++];
            if (_headerLength != 2)
                continue;
            // The second byte says how long the header is, if there will be one: a server is told everything masked.
            if ((header[1] & 0x80) == 0 || (header[0] & 0x70) != 0)
                return Fail(CloseCode.ProtocolError);
            wanted = WantedHeader(header);
        }

        input = input[used..];
        if (_headerLength < wanted)
            return false;
        _headerLength = 0;
        return TryBeginFrame(header[..wanted]);
    }

    private int WantedHeader(ReadOnlySpan<byte> header)
    {
        if (_headerLength < 2)
            return 2;
        return (header[1] & 0x7F) switch
        {
            126 => 8,
            127 => LongestHeader,
            _ => 6,
        };
    }

    private bool TryBeginFrame(ReadOnlySpan<byte> header)
    {
        var length = (ulong)(header[1] & 0x7F);
        if (length == 126)
            length = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        else if (length == 127)
            length = BinaryPrimitives.ReadUInt64BigEndian(header[2..]);

        _opcode = (Opcode)(header[0] & 0x0F);
        _isFinal = (header[0] & 0x80) != 0;
        if (length > long.MaxValue || !IsExpected(length))
            return Fail(CloseCode.ProtocolError);
        if (IsControl(_opcode))
            _controlLength = 0;
        else if ((ulong)_messageLength + length > (ulong)maxPayload)
            return Fail(CloseCode.TooBig);
        else if (_opcode != Opcode.Continuation)
            _messageType = _opcode;

        _mask = BinaryPrimitives.ReadUInt32LittleEndian(header[^4..]);
        _taken = 0;
        _remaining = (int)length;
        _inPayload = true;
        return true;
    }

    private bool IsExpected(ulong length) => _opcode switch
    {
        Opcode.Text or Opcode.Binary => _messageType == Opcode.Continuation,
        Opcode.Continuation => _messageType != Opcode.Continuation,
        Opcode.Close or Opcode.Ping or Opcode.Pong => _isFinal && length <= Frame.LongestControlPayload,
        _ => false,
    };

    private DecodeStep EndFrame(ReadOnlyMemory<byte> piece, out ReadOnlyMemory<byte> payload)
    {
        payload = piece;
        if (IsControl(_opcode))
        {
            if (_controlLength > 0)
            {
                Keep(piece.Span);
                payload = _control.AsMemory(0, _controlLength);
            }

            return EndControl(payload.Span);
        }

        if (!_isFinal || _messageLength > 0)
        {
            Keep(piece.Span);
            payload = _message.AsMemory(0, _messageLength);
        }

        return _isFinal ? EndMessage(payload.Span) : DecodeStep.NeedMore;
    }

    private DecodeStep EndMessage(ReadOnlySpan<byte> payload)
    {
        var isText = _messageType == Opcode.Text;
        _messageType = Opcode.Continuation;
        _isDelivered = true;
        if (!isText)
            return DecodeStep.Binary;
        if (Utf8.IsValid(payload))
            return DecodeStep.Text;
        Fail(CloseCode.InvalidText);
        return DecodeStep.Failed;
    }

    private DecodeStep EndControl(ReadOnlySpan<byte> payload)
    {
        if (_opcode == Opcode.Ping)
            return DecodeStep.Ping;
        if (_opcode == Opcode.Pong)
            return DecodeStep.Pong;
        var isValid = payload.IsEmpty || (payload.Length >= 2 && MayBeSent(BinaryPrimitives.ReadUInt16BigEndian(payload)));
        if (isValid && (payload.IsEmpty || Utf8.IsValid(payload[2..])))
            return DecodeStep.Close;
        Fail(isValid ? CloseCode.InvalidText : CloseCode.ProtocolError);
        return DecodeStep.Failed;
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (IsControl(_opcode))
        {
            _control ??= new byte[Frame.LongestControlPayload];
            piece.CopyTo(_control.AsSpan(_controlLength));
            _controlLength += piece.Length;
            return;
        }

        var needed = _messageLength + piece.Length;
        if (_message is null || _message.Length < needed)
            Grow(needed);
        piece.CopyTo(_message.AsSpan(_messageLength));
        _messageLength = needed;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, Math.Max(needed, _messageLength * 2)));
        if (_message is not null)
        {
            _message.AsSpan(0, _messageLength).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_message);
        }

        _message = larger;
    }

    private bool Fail(CloseCode code)
    {
        Fault = code;
        return false;
    }

    private static bool IsControl(Opcode opcode) => opcode >= Opcode.Close;

    /// <summary>Section 7.4: the codes that stand for "none" or "broken" never travel.</summary>
    private static bool MayBeSent(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);

    [InlineArray(LongestHeader)]
    private struct HeaderBytes
    {
        private byte _first;
    }
}
