using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>The speed belongs to the timeline: whoever follows the one has the other.</summary>
public static partial class PartyRules
{
    public const double SlowestRate = 0.25;
    public const double FastestRate = 2;

    /// <summary>Players that follow a timeline bend their speed by less than this; nobody chooses such a difference.</summary>
    private const double SameRate = 0.06;

    /// <summary>For so long a player's status may be older than the speed that was chosen.</summary>
    private static readonly TimeSpan RateEcho = TimeSpan.FromSeconds(5);

    private static Refusal? ChangeRate(Draft draft, PartyCommand.ChangeRate change)
    {
        if (RequireControl(draft.Party, change.By) is { } refusal) return refusal;
        if (!IsRate(change.Rate)) return Refusal.Invalid("rate", "The rate must be a number from 0.25 to 2.");
        var (present, now) = (draft.Party.Playback, draft.Now);
        if (change.Rate == present.Rate) return null;

        // What is about to take effect does so first: players have been told of it.
        var at = present.IsPlaying ? Later(now + Lead(draft.Party), present.At) : now;
        SetRate(draft, change.Rate, at, change.By);
        return null;
    }

    /// <summary>The room runs as fast as the player that it follows, unless that has not heard yet how fast the room runs.</summary>
    private static void FollowRate(Draft draft, double? rate, ProfileId by)
    {
        var present = draft.Party.Playback;
        if (rate is not { } wanted || !IsRate(wanted) || Math.Abs(wanted - present.Rate) < SameRate || draft.Now - present.At < RateEcho) return;
        SetRate(draft, wanted, draft.Now, by);
    }

    /// <summary>The new line goes through the point where the old one is at that instant.</summary>
    private static void SetRate(Draft draft, double rate, DateTimeOffset at, ProfileId by)
    {
        var present = draft.Party.Playback;
        var position = present.PositionAt(at, draft.Party.Content.Duration);
        Set(draft, PlaybackChange.RateChanged, present with { Position = position, Rate = rate, At = at, Actor = by });
    }

    private static bool IsRate(double rate) => rate is >= SlowestRate and <= FastestRate;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
