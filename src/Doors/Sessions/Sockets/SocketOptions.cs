namespace Matinee.Doors.Sessions.Sockets;

/// <summary>The contract's numbers for raw WebSockets.</summary>
internal sealed record SocketOptions
{
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromSeconds(54);

    /// <summary>A peer that has sent nothing for so long, no pong either, is gone.</summary>
    public TimeSpan SilentFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of a message, however it is cut into frames.</summary>
    public int LargestMessage { get; init; } = 64 * 1024;

    /// <summary>Bytes that may wait for one connection before it is closed as a slow reader.</summary>
    public int MostWaiting { get; init; } = 1024 * 1024;

    /// <summary>What a peer has to answer a close frame, or to read what is in its way.</summary>
    public TimeSpan CloseTime { get; init; } = TimeSpan.FromSeconds(2.7);
}
