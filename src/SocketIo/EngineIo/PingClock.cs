using System.Runtime.InteropServices;

namespace Matinee.SocketIo.EngineIo;

internal enum PingStep
{
    None,
    SendPing,
    TimedOut,
}

/// <summary>Heartbeat periods in the clock's ticks. Slack is how late a sweep normally comes.</summary>
internal sealed record PingPeriods(long Interval, long Timeout, long Slack)
{
    public static PingPeriods Of(SocketIoOptions options, TimeSpan sweep, TimeProvider clock)
    {
        long Ticks(TimeSpan span) => (long)(span.TotalSeconds * clock.TimestampFrequency);
        return new PingPeriods(Ticks(options.PingInterval), Ticks(options.PingTimeout), Ticks(sweep * 2));
    }
}

/// <summary>The heartbeat of one session: numbers only, advanced by the shared sweep. Guarded by the session's lock.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct PingClock(long openedAt, PingPeriods periods)
{
    private long _due = openedAt + periods.Interval;
    private long _sentAt;
    private bool _awaitingPong;

    /// <summary>Clock ticks between the last ping and its pong; negative before the first.</summary>
    public long RoundTrip { get; private set; } = -1;

    public PingStep Step(long now)
    {
        if (_awaitingPong)
            return now >= _due + periods.Timeout ? PingStep.TimedOut : PingStep.None;
        if (now < _due)
            return PingStep.None;
        _awaitingPong = true;
        _sentAt = now;
        // The time-out counts from the moment that was promised; only a stall of the server itself moves it.
        _due = Math.Max(_due, now - periods.Slack);
        return PingStep.SendPing;
    }

    /// <summary>A ping ahead of its time, to measure the round trip. False when one is on its way already.</summary>
    public bool TryBegin(long now)
    {
        if (_awaitingPong)
            return false;
        _awaitingPong = true;
        _sentAt = now;
        _due = now;
        return true;
    }

    public void Pong(long now)
    {
        if (!_awaitingPong)
            return;
        _awaitingPong = false;
        RoundTrip = now - _sentAt;
        _due = now + periods.Interval;
    }
}
