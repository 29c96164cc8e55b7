namespace Matinee.Domain.Parties;

/// <summary>
/// Leads a clock towards another one without ever making it step or run backwards: the correction moves by at most half a
/// millisecond a second. Pure: it is given every instant, as time elapsed since the clock began.
/// </summary>
/// <param name="From">When this leading began.</param>
/// <param name="Start">The correction at that instant.</param>
/// <param name="Target">Where it leads.</param>
internal sealed record ClockDiscipline(TimeSpan From, TimeSpan Start, TimeSpan Target)
{
    private const double MostPerSecond = 0.0005;

    public static ClockDiscipline None { get; } = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>A clock that nobody has read yet may begin anywhere.</summary>
    public static ClockDiscipline At(TimeSpan correction) => new(TimeSpan.Zero, correction, correction);

    public TimeSpan CorrectionAt(TimeSpan elapsed)
    {
        var missing = Target - Start;
        var most = (elapsed - From) * MostPerSecond;
        if (most <= TimeSpan.Zero) return Start;
        return missing.Duration() <= most ? Target : Start + (most * Math.Sign(missing.Ticks));
    }

    /// <summary>From now on towards another target.</summary>
    public ClockDiscipline Towards(TimeSpan target, TimeSpan elapsed) => new(elapsed, CorrectionAt(elapsed), target);
}
