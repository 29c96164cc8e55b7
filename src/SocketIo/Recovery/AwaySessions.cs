using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Matinee.SocketIo.Recovery;

/// <summary>A socket whose connection broke, as it will be when its client comes back.</summary>
/// <param name="PrivateId">Known to its client only.</param>
/// <param name="Rooms">Without its own id.</param>
/// <param name="JoinedAt">The newest event when it first connected.</param>
/// <param name="SentThrough">The newest event that was sent to it, which may not have arrived.</param>
/// <param name="LeftAt">The newest event when it went away.</param>
/// <param name="Since">The clock's timestamp.</param>
internal sealed record AwaySession(
    string Id,
    string PrivateId,
    HashSet<string> Rooms,
    ConcurrentDictionary<string, object?>? Data,
    long JoinedAt,
    long SentThrough,
    long LeftAt,
    long Since)
{
    /// <summary>
    /// After which event it has to be told. Who has all that was sent missed only what came afterwards, so that nothing
    /// older need be kept for it. Clients remember an offset from before they joined.
    /// </summary>
    /// <param name="received">The last one that the client says it has; null for none.</param>
    public long MissedAfter(long? received)
    {
        var known = Math.Max(received ?? JoinedAt, JoinedAt);
        return known >= SentThrough ? LeftAt : known;
    }
}

/// <summary>Those who are waited for, the first to leave first. Guarded by the adapter's lock.</summary>
internal sealed class AwaySessions(SocketIoRecovery options, TimeProvider clock)
{
    private readonly Dictionary<string, AwaySession> _byId = new(StringComparer.Ordinal);
    private readonly Queue<AwaySession> _byAge = new();

    public int Count => _byId.Count;

    public IEnumerable<AwaySession> All => _byId.Values;

    public void Add(AwaySession session)
    {
        _byId[session.Id] = session;
        _byAge.Enqueue(session);
        while (_byId.Count > options.MaxSessions)
            Forget(_byAge.Dequeue());
    }

    /// <summary>The session of that private id, which can be claimed once; null if there is none, or no longer.</summary>
    public AwaySession? Claim(string privateId)
    {
        if (!_byId.TryGetValue(PrivateIds.SocketIdOf(privateId), out var session) || !PrivateIds.AreSame(session.PrivateId, privateId))
            return null;
        Forget(session);
        return clock.GetElapsedTime(session.Since) > options.MaxDisconnection ? null : session;
    }

    public void Forget(AwaySession session)
    {
        if (_byId.TryGetValue(session.Id, out var current) && ReferenceEquals(current, session))
            _byId.Remove(session.Id);
    }

    public void Trim()
    {
        while (_byAge.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.Since) > options.MaxDisconnection)
            Forget(_byAge.Dequeue());
    }
}

/// <summary>A private id is the socket's id, which others may see, and as many random characters, which they do not.</summary>
internal static class PrivateIds
{
    private const int Half = 20;

    public static string New(string socketId) => socketId + EngineIo.EngineServer.NewId();

    public static string SocketIdOf(string privateId) => privateId.Length == 2 * Half ? privateId[..Half] : "";

    public static bool AreSame(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
