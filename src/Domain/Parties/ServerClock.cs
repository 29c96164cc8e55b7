namespace Matinee.Domain.Parties;

/// <summary>
/// The clock that timelines stand on: the wall clock as it was at start, carried on by the monotonic one. It never steps, and
/// after a restart it goes on where the wall clock is, so that a stored timeline keeps its meaning. Where several nodes serve,
/// each leads its own towards the one clock that they share.
/// </summary>
public sealed class ServerClock(TimeProvider time)
{
    private readonly DateTimeOffset anchor = time.GetUtcNow();
    private readonly long start = time.GetTimestamp();
    private ClockDiscipline discipline = ClockDiscipline.None;

    public DateTimeOffset Now => Corrected(Elapsed);

    /// <summary>Without the correction: what the correction is measured against.</summary>
    internal DateTimeOffset Undisciplined => anchor + Elapsed;

    private TimeSpan Elapsed => time.GetElapsedTime(start);

    /// <summary>The instant of a <see cref="TimeProvider.GetTimestamp"/> taken in this process.</summary>
    public DateTimeOffset At(long timestamp) => Corrected(time.GetElapsedTime(start, timestamp));

    /// <summary>When the wall clock, which timers go by, will show this instant: the two drift apart, and the wall clock steps.</summary>
    public DateTimeOffset OnTheWall(DateTimeOffset instant) => time.GetUtcNow() + (instant - Now);

    /// <summary>Milliseconds since 1970 with fractions, the unit of the wire.</summary>
    public static double ToMilliseconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerMillisecond;

    /// <summary>Sets the clock, which is a step: only before anything stands on it.</summary>
    internal void Set(TimeSpan correction) => Volatile.Write(ref discipline, ClockDiscipline.At(correction));

    /// <summary>Leads the clock towards <see cref="Undisciplined"/> and this correction.</summary>
    internal void Lead(TimeSpan correction) => Volatile.Write(ref discipline, discipline.Towards(correction, Elapsed));

    private DateTimeOffset Corrected(TimeSpan elapsed) => anchor + elapsed + Volatile.Read(ref discipline).CorrectionAt(elapsed);
}
