namespace Matinee.Domain.Parties;

/// <summary>
/// The clock that timelines stand on: the wall clock as it was at start, carried on by the monotonic one. It never steps, and
/// after a restart it goes on where the wall clock is, so that a stored timeline keeps its meaning.
/// </summary>
public sealed class ServerClock(TimeProvider time)
{
    private readonly DateTimeOffset anchor = time.GetUtcNow();
    private readonly long start = time.GetTimestamp();

    public DateTimeOffset Now => anchor + time.GetElapsedTime(start);

    /// <summary>The instant of a <see cref="TimeProvider.GetTimestamp"/> taken in this process.</summary>
    public DateTimeOffset At(long timestamp) => anchor + time.GetElapsedTime(start, timestamp);

    /// <summary>When the wall clock, which timers go by, will show this instant: the two drift apart, and the wall clock steps.</summary>
    public DateTimeOffset OnTheWall(DateTimeOffset instant) => time.GetUtcNow() + (instant - Now);

    /// <summary>Milliseconds since 1970 with fractions, the unit of the wire.</summary>
    public static double ToMilliseconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerMillisecond;
}
