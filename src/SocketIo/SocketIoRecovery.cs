namespace Matinee.SocketIo;

/// <summary>
/// Connection state recovery: a client whose connection broke comes back as the same socket, with its rooms and its data,
/// and receives the events that it missed. Events carry an offset as an additional, last argument then, except volatile
/// ones and those that ask for an acknowledgement. A client comes back to the node that it left.
/// </summary>
/// <remarks>
/// The JavaScript client takes the last argument of any event for an offset if it is a string: a volatile event should not
/// end with one.
/// </remarks>
public sealed record SocketIoRecovery
{
    /// <summary>How long after its disconnection a client may come back.</summary>
    public TimeSpan MaxDisconnection { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Clients of one namespace that are waited for at a time; beyond it the one that left first is forgotten.</summary>
    public int MaxSessions { get; init; } = 10_000;

    /// <summary>Bytes of events that one namespace keeps. Who would miss an event beyond it starts anew.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Whether a client that comes back is spared the middleware. Its credentials may have ended meanwhile.</summary>
    public bool SkipMiddleware { get; init; }

    /// <summary>What is wrong with the values; null if nothing is.</summary>
    internal string? Fault() => this switch
    {
        _ when MaxDisconnection <= TimeSpan.Zero => "Recovery.MaxDisconnection must be positive.",
        _ when MaxSessions <= 0 => "Recovery.MaxSessions must be positive.",
        _ when MaxBytes <= 0 => "Recovery.MaxBytes must be positive.",
        _ => null,
    };
}
