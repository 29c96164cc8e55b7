using Matinee.SocketIo.WebSockets;

namespace Matinee.SocketIo.EngineIo;

/// <summary>
/// One Engine.IO packet on its way out, encoded and framed once and shared by all who receive it: a WebSocket writes the
/// frame, a polling response the payload inside. Text carries its type digit, binary is the bare attachment.
/// </summary>
internal readonly record struct OutboundMessage
{
    private readonly byte _payloadStart;

    private OutboundMessage(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        Opcode = opcode;
        Frame = WebSockets.Frame.Of(opcode, payload);
        _payloadStart = (byte)WebSockets.Frame.HeaderLength(payload.Length);
    }

    private OutboundMessage(byte[] frame)
    {
        Opcode = Opcode.Close;
        Frame = frame;
    }

    /// <summary>Never changed once it is made.</summary>
    public byte[] Frame { get; }

    public Opcode Opcode { get; }

    public bool IsBinary => Opcode == Opcode.Binary;

    public ReadOnlySpan<byte> Payload => Frame.AsSpan(_payloadStart);

    public static OutboundMessage Text(ReadOnlySpan<byte> packet) => new(Opcode.Text, packet);

    public static OutboundMessage Binary(ReadOnlySpan<byte> data) => new(Opcode.Binary, data);

    /// <summary>Only for WebSockets.</summary>
    public static OutboundMessage Ping(ReadOnlySpan<byte> payload) => new(Opcode.Ping, payload);

    /// <summary>Only for WebSockets.</summary>
    public static OutboundMessage Pong(ReadOnlySpan<byte> payload) => new(Opcode.Pong, payload);

    /// <summary>Only for WebSockets.</summary>
    public static OutboundMessage Close(CloseCode code, string reason) => new(WebSockets.Frame.Close(code, reason));
}
