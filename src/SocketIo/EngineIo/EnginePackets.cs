using System.Text;

namespace Matinee.SocketIo.EngineIo;

/// <summary>Packet types are one ASCII digit in front of the data; the packets without data are shared.</summary>
internal static class EnginePackets
{
    public const byte OpenType = (byte)'0';
    public const byte CloseType = (byte)'1';
    public const byte PingType = (byte)'2';
    public const byte PongType = (byte)'3';
    public const byte MessageType = (byte)'4';
    public const byte UpgradeType = (byte)'5';
    public const byte NoopType = (byte)'6';

    public static readonly OutboundMessage Close = OutboundMessage.Text("1"u8);
    public static readonly OutboundMessage Ping = OutboundMessage.Text("2"u8);
    public static readonly OutboundMessage Noop = OutboundMessage.Text("6"u8);
    public static readonly OutboundMessage PongProbe = OutboundMessage.Text("3probe"u8);

    public static ReadOnlySpan<byte> PingProbe => "2probe"u8;

    public static OutboundMessage Open(string sid, bool canUpgrade, SocketIoOptions options)
    {
        var upgrades = canUpgrade ? "[\"websocket\"]" : "[]";
        var pingInterval = (long)options.PingInterval.TotalMilliseconds;
        var pingTimeout = (long)options.PingTimeout.TotalMilliseconds;
        return OutboundMessage.Text(Encoding.UTF8.GetBytes(
            $$"""0{"sid":"{{sid}}","upgrades":{{upgrades}},"pingInterval":{{pingInterval}},"pingTimeout":{{pingTimeout}},"maxPayload":{{options.MaxPayload}}}"""));
    }
}
