using System.Text.Json;

namespace Matinee.SocketIo.Protocol;

internal enum PacketType
{
    Connect = 0,
    Disconnect = 1,
    Event = 2,
    Ack = 3,
    ConnectError = 4,
    BinaryEvent = 5,
    BinaryAck = 6,
}

/// <summary>
/// A decoded packet. Binary types have become Event and Ack with an attachment count. AckId is null when there was none
/// or when it was beyond what a JavaScript number can count to, which nobody can be waiting for.
/// </summary>
internal readonly record struct Packet(
    PacketType Type, string Namespace, long? AckId, int Attachments, JsonElement Payload, string? EventName);

internal static class PacketRules
{
    public const int MaxAttachments = 10;
    public const int MaxDepth = 64;
    public const int MaxNamespaceBytes = 512;

    /// <summary>Of one connection, those that it has left included.</summary>
    public const int MaxNamespaces = 64;
    public const long MaxAckId = (1L << 53) - 1;
    public const string MainNamespace = "/";

    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",
    };

    /// <summary>Names that clients raise by themselves; as events they could forge a connection's state.</summary>
    public static bool IsReserved(string eventName) => Reserved.Contains(eventName);
}
