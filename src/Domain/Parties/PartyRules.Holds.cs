using System.Collections.Immutable;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>
/// The film waits for a viewer who ran out of data: after half a second, for at most the limit, naming who. One who has not
/// played yet (a late joiner), or for whom the room has already waited its limit, does not hold it. Whether it waits for one,
/// for none, or only when too few are left who can watch, is the room's <see cref="LagPolicy"/>.
/// </summary>
public static partial class PartyRules
{
    private static Refusal? ReportBuffering(Draft draft, PartyCommand.ReportBuffering report)
    {
        if (Seat(draft.Party, report.By).IsRefused(out var refusal)) return refusal;
        var member = draft.Party.Members[report.By];
        if (!report.IsBuffering)
        {
            if (!member.HasPlayed || member.StalledSince is not null)
                draft.Change(member with { HasPlayed = true, StalledSince = null }, isVisible: false);
            StopWaitingFor(draft, member.Id);
        }
        else if (member is { HasPlayed: true, StalledSince: null } && draft.Party.Playback.WantsToPlay)
        {
            draft.Change(member with { StalledSince = draft.Now }, isVisible: false);
        }

        return null;
    }

    /// <summary>When somebody's stall makes the room wait, or be named among those it waits for; null when none does.</summary>
    private static DateTimeOffset? HoldDue(Party party, PartyOptions options)
    {
        var needed = party.Settings.LagPolicy == LagPolicy.Quorum && party.Playback.Hold is null ? (Viewers(party) / 2) + 1 : 1;
        var due = party.Members.Values.Select(member => HoldDue(party, member, options)).OfType<DateTimeOffset>().Order().ToList();
        return due.Count < needed ? null : due[needed - 1];
    }

    /// <summary>When this member counts as lacking data; null when it does not lack any or is waited for already.</summary>
    private static DateTimeOffset? HoldDue(Party party, Member member, PartyOptions options)
    {
        var playback = party.Playback;
        if (!party.Settings.LagPolicy.Waits() || !playback.WantsToPlay || member.StalledSince is not { } since) return null;
        if (playback.Hold is { } hold) return hold.WaitingFor.Contains(member.Id) ? null : since + options.StallGrace;
        return (since > playback.At ? since : playback.At) + options.StallGrace;
    }

    private static bool MustWait(Party party, ImmutableHashSet<ProfileId> lacking) => party.Settings.LagPolicy switch
    {
        LagPolicy.Wait => !lacking.IsEmpty,
        LagPolicy.CatchUp => false,
        LagPolicy.Quorum => lacking.Count * 2 > Viewers(party),
    };

    /// <summary>Those whose data counts: connected, and able to play once.</summary>
    private static int Viewers(Party party) => party.Members.Values.Count(member => member is { IsOnline: true, HasPlayed: true });

    private static void HoldForBufferers(Draft draft)
    {
        if (draft.Party.Playback.Hold is { } present && (present.Until <= draft.Now || present.WaitingFor.IsEmpty)) GiveUpWaiting(draft, present);
        if (HoldDue(draft.Party, draft.Options) is not { } due || due > draft.Now) return;

        var late = draft.Party.Members.Values
            .Where(member => HoldDue(draft.Party, member, draft.Options) <= draft.Now)
            .Select(member => member.Id);
        var hold = draft.Party.Playback.Hold ?? new Hold([], draft.Now + draft.Options.HoldLimit);
        Wait(draft, hold with { WaitingFor = hold.WaitingFor.Union(late) });
    }

    private static void Wait(Draft draft, Hold hold)
    {
        var party = draft.Party;
        var position = party.Playback.PositionAt(draft.Now, party.Content.Duration);
        Set(draft, PlaybackChange.Paused, position, isPlaying: false, draft.Now, by: null, hold);
    }

    private static void StopWaitingFor(Draft draft, ProfileId profile)
    {
        if (draft.Party.Playback.Hold is not { } hold) return;
        var left = hold.WaitingFor.Remove(profile);
        if (!MustWait(draft.Party, left)) Release(draft);
        else if (left.Count < hold.WaitingFor.Count) Wait(draft, hold with { WaitingFor = left });
    }

    private static void GiveUpWaiting(Draft draft, Hold hold)
    {
        foreach (var profile in hold.WaitingFor)
        {
            if (draft.Party.Members.TryGetValue(profile, out var member))
                draft.Change(member with { HasPlayed = false, StalledSince = null }, isVisible: false);
        }

        Release(draft);
    }

    private static void Release(Draft draft) =>
        Set(draft, PlaybackChange.Played, draft.Party.Playback.Position, isPlaying: true, draft.Now + Lead(draft.Party), by: null);
}
