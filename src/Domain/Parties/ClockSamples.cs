namespace Matinee.Domain.Parties;

/// <summary>
/// What several questions "what time is it?" say about another clock. The answer was given somewhere between asking and hearing,
/// so the one with the shortest round trip is the most exact, to half of that round trip.
/// </summary>
internal sealed class ClockSamples
{
    // About a quarter of a minute: long enough for one quick answer among them, short against what crystals drift.
    private const int Most = 8;

    private readonly Queue<(TimeSpan RoundTrip, TimeSpan Offset)> samples = new();

    /// <summary>How far the other clock is ahead.</summary>
    public TimeSpan Offset => samples.MinBy(sample => sample.RoundTrip).Offset;

    public void Add(DateTimeOffset asked, DateTimeOffset answer, DateTimeOffset heard)
    {
        if (samples.Count == Most) samples.Dequeue();
        var roundTrip = heard - asked;
        samples.Enqueue((roundTrip, answer - (asked + (roundTrip / 2))));
    }
}
