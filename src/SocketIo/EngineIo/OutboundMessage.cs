namespace Matinee.SocketIo.EngineIo;

/// <summary>
/// One Engine.IO packet on its way out, encoded once and shared by all who receive it. Text carries its type digit, so
/// the same bytes are a WebSocket text frame and a line of a polling response; binary is the bare attachment.
/// </summary>
internal readonly record struct OutboundMessage(byte[] Data, bool IsBinary);
