namespace Matinee.Tests.Shared;

/// <summary>A clock that stands until a test moves it. Timers fire inside <see cref="Advance"/>, in the order of their due-times.</summary>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (NextBefore(until) is { } timer) timer.Fire();
        lock (gate) now = until;
    }

    private ManualTimer? NextBefore(DateTimeOffset until)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
            if (next?.Due > now) now = next.Due.Value;
            return next;
        }
    }

    private sealed class ManualTimer(ManualClock time, Action callback) : ITimer
    {
        // Real ones refuse more.
        private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(0xfffffffe);
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan every)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime, Most);
            lock (time.gate)
            {
                period = every;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time.now + dueTime;
                time.timers.Remove(this);
                if (Due is not null) time.timers.Add(this);
            }

            return true;
        }

        public void Fire()
        {
            Change(period, period);
            callback();
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
