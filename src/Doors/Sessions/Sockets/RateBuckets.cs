using Matinee.Doors.Shared;

namespace Matinee.Doors.Sessions.Sockets;

/// <summary>
/// How much one connection may send. It counts here and not with the limits that nodes share: a connection is on one node. The
/// windows are fixed and begin with the first message, as theirs do.
/// </summary>
internal sealed class RateBuckets(RateLimitOptions limits, TimeProvider time)
{
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private Window messages;
    private Window candidates;

    public int MostMessages => limits.SessionMessages;

    /// <summary>False for what is over the limit. Candidates come in bursts and have a bucket of their own.</summary>
    public bool Take(bool isCandidate) =>
        isCandidate ? Take(ref candidates, limits.SessionCandidates) : Take(ref messages, limits.SessionMessages);

    private bool Take(ref Window window, int most)
    {
        var now = time.GetUtcNow();
        if (window.EndsAt <= now) window = new Window(now + Span, 0);
        window = window with { Count = window.Count + 1 };
        return window.Count <= most;
    }

    private readonly record struct Window(DateTimeOffset EndsAt, long Count);
}
