namespace Matinee.SocketIo.WebSockets;

/// <summary>RFC 6455, section 5.2.</summary>
internal enum Opcode : byte
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}

/// <summary>RFC 6455, section 7.4, as far as this server says them.</summary>
internal enum CloseCode : ushort
{
    None = 0,
    Normal = 1000,

    /// <summary>The server stops; clients come back.</summary>
    GoingAway = 1001,
    ProtocolError = 1002,

    /// <summary>Text that is not UTF-8.</summary>
    InvalidText = 1007,
    /// <summary>Not now, or not here.</summary>
    PolicyViolation = 1008,
    TooBig = 1009,
}
