using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>Seats: who comes, goes, is away, hosts.</summary>
public static partial class PartyRules
{
    private static Refusal? Join(Draft draft, PartyCommand.Join join)
    {
        var (party, viewer) = (draft.Party, join.Viewer);
        if (viewer.GuestOf is { } only && only != party.Id) return new Refusal(RefusalKind.Forbidden, "A guest may only join the party of its link.");
        if (party.Kicked.Contains(viewer.Profile)) return Removed;
        if (party.Members.TryGetValue(viewer.Profile, out var seated)) return ComeBack(draft, seated, join.Connection);
        if (viewer.GuestOf is not null && !party.Settings.GuestsAllowed) return new Refusal(RefusalKind.Forbidden, "This party takes no guests.");
        if (party.Members.Count >= party.MaxMembers) return new Refusal(RefusalKind.PartyFull, "This party is full.");

        draft.Add(new PartyEvent.MemberJoined(
            new Member
            {
                Id = viewer.Profile,
                Account = viewer.Account,
                Name = viewer.Name,
                Avatar = viewer.Avatar,
                Role = party.Host is null ? PartyRole.Host : PartyRole.Member,
                IsGuest = viewer.GuestOf is not null,
                JoinedAt = draft.Now,
                JoinedSeq = party.Seq + 1,
                Connections = join.Connection is null ? [] : [join.Connection],
                SeatUntil = join.Connection is null ? draft.Now + draft.Options.EmptyEndsAfter : null,
                HasArrived = join.Connection is not null || !join.IsReservation,
            },
            party.Members.Count + 1));
        if (viewer.Profile == party.Founder && party.Host is not null) MakeHost(draft, draft.Party.Members[viewer.Profile]);
        return null;
    }

    private static Refusal? ComeBack(Draft draft, Member member, string? connection)
    {
        if (connection is null || member.Connections.Contains(connection)) return null;
        if (member.Connections.Count >= MostConnections) return new Refusal(RefusalKind.RateLimited, "Too many devices watch as you.");
        var back = member with { Connections = member.Connections.Add(connection), SeatUntil = null, HasArrived = true };
        draft.Add(new PartyEvent.MemberChanged(back, IsVisible: !member.IsOnline) { IsArrival = !member.HasArrived });
        return null;
    }

    private static Refusal? Leave(Draft draft, PartyCommand.Leave leave)
    {
        if (Seat(draft.Party, leave.By).IsRefused(out var refusal)) return refusal;
        Remove(draft, draft.Party.Members[leave.By], LeaveReason.Left);
        return null;
    }

    private static Refusal? Disconnect(Draft draft, PartyCommand.Disconnect gone)
    {
        if (!draft.Party.Members.TryGetValue(gone.Member, out var member) || !member.Connections.Contains(gone.Connection)) return null;
        var left = member.Connections.Remove(gone.Connection);
        if (!left.IsEmpty)
        {
            draft.Change(member with { Connections = left }, isVisible: false);
            return null;
        }

        draft.Change(Away(member, draft.Now + draft.Options.SeatGrace), isVisible: true);
        StopWaitingFor(draft, member.Id);
        return null;
    }

    private static Refusal? HandOver(Draft draft, PartyCommand.HandOver handOver)
    {
        if (RequireHost(draft.Party, handOver.By) is { } refusal) return refusal;
        if (!draft.Party.Members.TryGetValue(handOver.To, out var next)) return Refusal.NotFound("That member");
        if (next.Role != PartyRole.Host) MakeHost(draft, next);
        return null;
    }

    private static Refusal? Kick(Draft draft, PartyCommand.Kick kick)
    {
        if (Seat(draft.Party, kick.By).IsRefused(out var refusal)) return refusal;
        if (draft.Party.Members[kick.By].Role == PartyRole.Member) return NotHost;
        if (!draft.Party.Members.TryGetValue(kick.Member, out var member)) return Refusal.NotFound("That member");
        if (kick.Member == kick.By) return Refusal.Invalid("profileId", "You cannot remove yourself; leave instead.");
        var mayRemove = draft.Party.Members[kick.By].Role == PartyRole.Host || member.Role == PartyRole.Member;
        if (!mayRemove) return NotHost;
        Remove(draft, member, LeaveReason.Kicked);
        return null;
    }

    private static Refusal? ReportLatency(Draft draft, PartyCommand.ReportLatency report)
    {
        if (Seat(draft.Party, report.By).IsRefused(out var refusal)) return refusal;
        var member = draft.Party.Members[report.By];
        var isVisible = ConnectionQuality.Of(member.Latency) != ConnectionQuality.Of(report.RoundTrip);
        draft.Change(member with { Latency = report.RoundTrip }, isVisible);
        return null;
    }

    /// <summary>Nobody is connected after a restart; each seat is kept for the grace period, so that its member finds back.</summary>
    private static Refusal? Resume(Draft draft, PartyCommand.Resume resume)
    {
        StandStillAfterLongOutage(draft, resume.AliveAt);
        foreach (var member in draft.Party.Members.Values)
            draft.Change(Away(member, draft.Now + draft.Options.SeatGrace), isVisible: false);
        return null;
    }

    private static Member Away(Member member, DateTimeOffset seatUntil) =>
        member with { Connections = [], SeatUntil = seatUntil, HasPlayed = false, StalledSince = null };

    private static void GiveUpSeats(Draft draft)
    {
        foreach (var member in draft.Party.MembersInOrder.Where(member => member.SeatUntil <= draft.Now).ToList())
            Remove(draft, member, LeaveReason.Gone);
    }

    private static void Remove(Draft draft, Member member, LeaveReason reason)
    {
        draft.Add(new PartyEvent.MemberLeft(member, draft.Party.Members.Count - 1, reason, draft.Now));
        if (draft.Party.Members.IsEmpty)
        {
            StandStill(draft);
            return;
        }

        // After its leave, since it counts among the viewers until then.
        StopWaitingFor(draft, member.Id);

        // The longest-present member takes over; one who is connected before one who is away.
        if (member.Role == PartyRole.Host)
        {
            var heir = draft.Party.MembersInOrder.OrderByDescending(candidate => candidate.IsOnline).First();
            MakeHost(draft, heir);
        }
    }

    private static void MakeHost(Draft draft, Member next) => draft.Add(new PartyEvent.HostChanged(next with { Role = PartyRole.Host }));
}
