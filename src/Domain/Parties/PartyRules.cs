using System.Collections.Immutable;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

// The party's whole behaviour, as functions of (party, command, now). Decide answers with what happened; Apply makes the next
// state from it, and nothing else changes a state, so that replaying the events of a party gives its state. Both shells (memory
// and Redis) call the same two functions. Time comes in as `now` on the server's clock; whatever has to happen later is not a
// timer here but a due-time that NextDue reads from the state: the shell sends a Tick then. A Tick too early or twice is
// harmless, since every rule looks at the state and the clock again.
// Invariants (property tests hold them): exactly one host while anyone has a seat; never more members than seats; positions
// finite and within the film; Seq strictly rising; an ended party never changes again.
public static partial class PartyRules
{
    /// <summary>Devices and tabs that one member may watch through at once.</summary>
    private const int MostConnections = 32;

    /// <summary>What the command does at <paramref name="now"/>, or why it is refused. A refusal changes nothing.</summary>
    public static Outcome<Decision> Decide(Party party, PartyCommand command, DateTimeOffset now, PartyOptions options)
    {
        var draft = new Draft(party, now, options);
        if (party.IsEnded)
            return command is PartyCommand.Tick or PartyCommand.Disconnect or PartyCommand.Resume ? draft.Decision : Ended;

        var refusal = command switch
        {
            PartyCommand.Join join => Join(draft, join),
            PartyCommand.Leave leave => Leave(draft, leave),
            PartyCommand.Disconnect disconnect => Disconnect(draft, disconnect),
            PartyCommand.Start start => Start(draft, start),
            PartyCommand.Play play => Play(draft, play),
            PartyCommand.Pause pause => Pause(draft, pause),
            PartyCommand.Seek seek => Seek(draft, seek),
            PartyCommand.UndoSeek undo => UndoSeek(draft, undo),
            PartyCommand.ChangeRate change => ChangeRate(draft, change),
            PartyCommand.Mirror mirror => Mirror(draft, mirror),
            PartyCommand.Follow follow => Follow(draft, follow),
            PartyCommand.ReportBuffering report => ReportBuffering(draft, report),
            PartyCommand.ReportLatency report => ReportLatency(draft, report),
            PartyCommand.HandOver handOver => HandOver(draft, handOver),
            PartyCommand.Kick kick => Kick(draft, kick),
            PartyCommand.ChangeSettings change => ChangeSettings(draft, change),
            PartyCommand.End end => End(draft, end),
            PartyCommand.LoseFilm => LoseFilm(draft),
            PartyCommand.Tick => Tick(draft),
            PartyCommand.Resume resume => Resume(draft, resume),
            _ => throw new System.Diagnostics.UnreachableException(command.GetType().Name),
        };
        return refusal is null ? draft.Decision : refusal;
    }

    /// <summary>The state after <paramref name="happened"/>.</summary>
    public static Party Apply(Party party, PartyEvent happened)
    {
        var next = happened switch
        {
            PartyEvent.MemberJoined joined => party with
            {
                Members = party.Members.Add(joined.Member.Id, joined.Member),
                EmptySince = null,
            },
            PartyEvent.MemberChanged changed => party with { Members = party.Members.SetItem(changed.Member.Id, changed.Member) },
            PartyEvent.MemberLeft left => party with
            {
                Members = party.Members.Remove(left.Member.Id),
                Kicked = left.Reason == LeaveReason.Kicked ? party.Kicked.Add(left.Member.Id) : party.Kicked,
                EmptySince = left.MemberCount == 0 ? left.At : null,
            },
            PartyEvent.HostChanged change => party with { Members = WithHost(party.Members, change.NewHost) },
            PartyEvent.PlaybackChanged change => party with { Playback = change.Playback, Status = change.Status },
            PartyEvent.SettingsChanged change => party with { Settings = change.Settings },
            PartyEvent.Ended ended => party with { Status = PartyStatus.Ended, EndReason = ended.Reason },
            PartyEvent.MessagePosted or PartyEvent.ReactionSent or PartyEvent.TypingChanged => party,
            _ => throw new System.Diagnostics.UnreachableException(happened.GetType().Name),
        };
        return RaisesSeq(happened) ? next with { Seq = party.Seq + 1 } : next;
    }

    /// <summary>When a <see cref="PartyCommand.Tick"/> has something to do next; null when nothing is waiting.</summary>
    public static DateTimeOffset? NextDue(Party party, PartyOptions options)
    {
        if (party.IsEnded) return null;
        var playback = party.Playback;
        var due = party.Members.Values.Select(member => member.SeatUntil).Append(playback.Hold?.Until);
        due = due.Append(party.ExpiresAt ?? party.EmptySince + options.EmptyEndsAfter);
        if (playback.IsPlaying && party.Content.Duration is { } duration) due = due.Append(playback.InstantOf(duration));
        return due.Append(HoldDue(party, options)).Min();
    }

    /// <summary>Whether the profile may chat, react and watch: it holds a seat.</summary>
    public static Outcome<Member> Seat(Party party, ProfileId profile)
    {
        if (party.IsEnded) return Ended;
        if (party.Members.TryGetValue(profile, out var member)) return member;
        return party.Kicked.Contains(profile) ? Removed : NotMember;
    }

    internal static readonly Refusal Ended = new(RefusalKind.PartyEnded, "This party has ended.");
    internal static readonly Refusal NotMember = new(RefusalKind.NotMember, "You are not in this party.");
    internal static readonly Refusal Removed = new(RefusalKind.Kicked, "The host removed you from this party.");
    private static readonly Refusal NotHost = new(RefusalKind.NotHost, "Only the host can do that.");

    /// <summary>What only the rules keep for themselves leaves no gap in the numbers that clients see.</summary>
    internal static bool RaisesSeq(PartyEvent happened) => happened is
        not (PartyEvent.MemberChanged { IsVisible: false } or PartyEvent.MessagePosted or PartyEvent.ReactionSent or PartyEvent.TypingChanged);

    private static ImmutableDictionary<ProfileId, Member> WithHost(ImmutableDictionary<ProfileId, Member> members, Member newHost)
    {
        var builder = members.ToBuilder();
        foreach (var former in members.Values.Where(member => member.Role == PartyRole.Host))
            builder[former.Id] = former with { Role = PartyRole.Member };
        builder[newHost.Id] = newHost;
        return builder.ToImmutable();
    }

    private static Refusal? ChangeSettings(Draft draft, PartyCommand.ChangeSettings change)
    {
        if (RequireHost(draft.Party, change.By) is { } refusal) return refusal;
        var present = draft.Party.Settings;
        if (!present.LagPolicyAfter(change.LagPolicy, change.WaitForBufferers).Succeeded(out var policy, out refusal)) return refusal;
        var next = present with
        {
            LagPolicy = policy,
            GuestsAllowed = change.GuestsAllowed ?? present.GuestsAllowed,
            OpenStatusControl = change.OpenStatusControl ?? present.OpenStatusControl,
        };
        if (next == present) return null;
        draft.Add(new PartyEvent.SettingsChanged(next));
        if (draft.Party.Playback.Hold is { } hold && !MustWait(draft.Party, hold.WaitingFor)) Release(draft);
        return null;
    }

    private static Refusal? End(Draft draft, PartyCommand.End end)
    {
        if (RequireHost(draft.Party, end.By) is { } refusal) return refusal;
        draft.Add(new PartyEvent.Ended("host"));
        return null;
    }

    private static Refusal? LoseFilm(Draft draft)
    {
        draft.Add(new PartyEvent.Ended("film"));
        return null;
    }

    private static Refusal? Tick(Draft draft)
    {
        if (draft.Party.ExpiresAt <= draft.Now)
        {
            draft.Add(new PartyEvent.Ended("expired"));
            return null;
        }

        GiveUpSeats(draft);
        HoldForBufferers(draft);
        StopAtEnd(draft);
        if (draft.Party is { ExpiresAt: null, EmptySince: { } since } && since + draft.Options.EmptyEndsAfter <= draft.Now)
            draft.Add(new PartyEvent.Ended("empty"));
        return null;
    }

    private static Refusal? RequireHost(Party party, ProfileId by) => Seat(party, by).Match(
        member => member.Role == PartyRole.Host ? null : NotHost,
        refusal => (Refusal?)refusal);

    private static Refusal? RequireControl(Party party, ProfileId by) => Seat(party, by).Match(
        member => member.Role == PartyRole.Host || (member.Role == PartyRole.Moderator && party.Settings.ModeratorsControl) ? null : NotHost,
        refusal => (Refusal?)refusal);

    /// <summary>Gathers the events of one decision; each is applied at once, so that later steps see what earlier ones did.</summary>
    private sealed class Draft(Party party, DateTimeOffset now, PartyOptions options)
    {
        private readonly ImmutableArray<PartyEvent>.Builder events = ImmutableArray.CreateBuilder<PartyEvent>();

        public Party Party { get; private set; } = party;

        public DateTimeOffset Now { get; } = now;

        public PartyOptions Options { get; } = options;

        public Decision Decision => new(Party, events.ToImmutable());

        public void Add(PartyEvent happened)
        {
            Party = Apply(Party, happened);
            events.Add(happened);
        }

        public void Change(Member member, bool isVisible) => Add(new PartyEvent.MemberChanged(member, isVisible));
    }
}

/// <summary>What a command came to: the next state, and what happened on the way (nothing, when it changed nothing).</summary>
public sealed record Decision(Party Next, ImmutableArray<PartyEvent> Events);
