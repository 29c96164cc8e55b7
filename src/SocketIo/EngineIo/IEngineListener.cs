namespace Matinee.SocketIo.EngineIo;

/// <summary>What lives on an Engine.IO session: a Socket.IO connection, or the echo of the protocol suite.</summary>
internal interface IEngineListener
{
    /// <summary>A message. The memory is only valid until the method returns its task; awaiting the task slows the reader.</summary>
    ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8, long receivedAt);

    /// <summary>A binary message; the array belongs to the listener.</summary>
    ValueTask OnBinaryAsync(byte[] data, long receivedAt);

    /// <summary>Called by the sweep for as long as the session is open.</summary>
    void OnTick(long now);

    /// <summary>Called once. Must not block and must not throw.</summary>
    void OnClose(DisconnectReason reason);
}
