using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>The party follows a host whose player only tells how it stands, without saying what its viewer did.</summary>
public static partial class PartyRules
{
    /// <summary>
    /// A status this near to the timeline echoes it: it is older than its way here, and the player that sent it was told where
    /// to be by somebody who polled. Taking it for a seek would send the room to and fro.
    /// </summary>
    private const double EchoSeconds = 1.5;

    private static Refusal? Follow(Draft draft, PartyCommand.Follow follow)
    {
        var party = draft.Party;
        if (follow.By is null && !party.Settings.OpenStatusControl) return NotHost;
        if ((follow.By ?? party.Host?.Id) is not { } by) return NotHost;
        if (RequireControl(party, by) is { } refusal) return refusal;
        if (Fault(follow.Position) is { } fault) return fault;
        FollowRate(draft, follow.Rate, by);

        // What takes effect in a moment counts already: a status on its way cannot know of it.
        var playback = party.Playback;
        var present = playback.PositionAt(draft.Now, party.Content.Duration);
        var isThere = Math.Abs(Clamp(party, follow.Position) - present) <= EchoSeconds * Math.Max(1, playback.Rate);
        if (follow.IsPlaying == playback.WantsToPlay)
            return isThere ? null : Seek(draft, new PartyCommand.Seek(by, follow.Position, Playing: null));
        return follow.IsPlaying
            ? Play(draft, new PartyCommand.Play(by, follow.Position))
            : Pause(draft, new PartyCommand.Pause(by, follow.Position));
    }
}
