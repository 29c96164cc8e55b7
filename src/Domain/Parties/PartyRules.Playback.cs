using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>The film's timeline: commands take effect a little later, so that all viewers start together.</summary>
public static partial class PartyRules
{
    /// <summary>A play this near to where the film already is changes nothing but who asked: nobody's picture jumps.</summary>
    private const double SameSpotSeconds = 1;

    /// <summary>While the film stands, a step of one frame counts.</summary>
    private const double SameFrameSeconds = 0.01;

    private static readonly TimeSpan ShortestLead = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestLead = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan LeadMargin = TimeSpan.FromMilliseconds(150);

    private static Refusal? Start(Draft draft, PartyCommand.Start start)
    {
        if (RequireControl(draft.Party, start.By) is { } refusal) return refusal;
        if (draft.Party.Status != PartyStatus.Waiting) return new Refusal(RefusalKind.Conflict, "This party has already started.");
        Set(draft, PlaybackChange.Started, draft.Party.Playback.Position, isPlaying: true, draft.Now + Lead(draft.Party), start.By);
        return null;
    }

    private static Refusal? Play(Draft draft, PartyCommand.Play play)
    {
        if (RequireControl(draft.Party, play.By) is { } refusal) return refusal;
        if (Fault(play.Position) is { } fault) return fault;
        var (party, now) = (draft.Party, draft.Now);
        var present = party.Playback.PositionAt(now, party.Content.Duration);
        var wanted = Clamp(party, play.Position ?? present);
        var runsThere = party.Playback.IsPlaying && party.Playback.At <= now && Math.Abs(wanted - present) < SameSpotSeconds;
        if (runsThere) Set(draft, PlaybackChange.Played, present, isPlaying: true, now, play.By);
        else Set(draft, PlaybackChange.Played, wanted, isPlaying: true, now + Lead(party), play.By);
        return null;
    }

    private static Refusal? Pause(Draft draft, PartyCommand.Pause pause)
    {
        if (RequireControl(draft.Party, pause.By) is { } refusal) return refusal;
        if (Fault(pause.Position) is { } fault) return fault;
        var party = draft.Party;
        var position = Clamp(party, pause.Position ?? party.Playback.PositionAt(draft.Now, party.Content.Duration));
        Set(draft, PlaybackChange.Paused, position, isPlaying: false, draft.Now, pause.By);
        return null;
    }

    private static Refusal? Mirror(Draft draft, PartyCommand.Mirror mirror)
    {
        if (RequireControl(draft.Party, mirror.By) is { } refusal) return refusal;
        if (Fault(mirror.Position) is { } fault) return fault;
        var (party, present) = (draft.Party, draft.Party.Playback);
        var here = present.PositionAt(draft.Now, party.Content.Duration);
        var wanted = Clamp(party, mirror.Position ?? here);
        var playing = mirror.Playing ?? present.WantsToPlay;
        var isThere = Math.Abs(wanted - here) < (playing ? SameSpotSeconds : SameFrameSeconds);
        if (playing == present.WantsToPlay && isThere) return null;
        var change = (playing == present.WantsToPlay, playing, party.Status) switch
        {
            (true, _, _) => PlaybackChange.Sought,
            (false, true, PartyStatus.Waiting) => PlaybackChange.Started,
            (false, true, _) => PlaybackChange.Played,
            (false, false, _) => PlaybackChange.Paused,
        };
        if (change == PlaybackChange.Sought) SeekTo(draft, wanted, playing, draft.Now, mirror.By);
        else Set(draft, change, wanted, playing, draft.Now, mirror.By);
        return null;
    }

    private static void StopAtEnd(Draft draft)
    {
        var (playback, duration) = (draft.Party.Playback, draft.Party.Content.Duration);
        if (duration is { } end && playback.IsPlaying && playback.PositionAt(draft.Now, duration) >= end)
            Set(draft, PlaybackChange.Paused, end, isPlaying: false, draft.Now, by: null);
    }

    /// <summary>Nobody watches: the film waits where it is.</summary>
    private static void StandStill(Draft draft)
    {
        var party = draft.Party;
        if (!party.Playback.WantsToPlay) return;
        Set(draft, PlaybackChange.Paused, party.Playback.PositionAt(draft.Now, party.Content.Duration), isPlaying: false, draft.Now, by: null);
    }

    /// <summary>
    /// After a short outage the film goes on as if nothing had been: viewers' players kept running. After a long one nobody
    /// can still be watching, so it stands where it was when the server was last alive.
    /// </summary>
    private static void StandStillAfterLongOutage(Draft draft, DateTimeOffset aliveAt)
    {
        var party = draft.Party;
        if (!party.Playback.WantsToPlay || draft.Now - aliveAt <= draft.Options.EmptyEndsAfter) return;
        Set(draft, PlaybackChange.Paused, party.Playback.PositionAt(aliveAt, party.Content.Duration), isPlaying: false, draft.Now, by: null);
    }

    private static void Set(Draft draft, PlaybackChange change, double position, bool isPlaying, DateTimeOffset at, ProfileId? by, Hold? hold = null) =>
        Set(draft, change, draft.Party.Playback with { Position = position, IsPlaying = isPlaying, At = at, Actor = by, Hold = hold });

    private static void Set(Draft draft, PlaybackChange change, Playback next)
    {
        var party = draft.Party;
        var status = (next.IsPlaying, party.Status) switch
        {
            (true, _) => PartyStatus.Active,
            (false, PartyStatus.Active) => PartyStatus.Paused,
            (false, var present) => present,
        };
        draft.Add(new PartyEvent.PlaybackChanged(change, next with { Seq = party.Seq + 1 }, status));
    }

    /// <summary>
    /// Long enough for the news to reach the farthest viewer (half its round trip, half again for jitter) and for its player to
    /// start decoding before it takes effect.
    /// </summary>
    private static TimeSpan Lead(Party party)
    {
        var farthest = party.Members.Values.Where(member => member.IsOnline).Max(member => member.Latency) ?? TimeSpan.Zero;
        var lead = (farthest * 0.75) + LeadMargin;
        return lead < ShortestLead ? ShortestLead : lead > LongestLead ? LongestLead : lead;
    }

    private static Refusal? Fault(double? position) => position is { } seconds && (!double.IsFinite(seconds) || seconds < 0)
        ? Refusal.Invalid("timestamp", "The timestamp must be a number of seconds, zero or more.")
        : null;

    private static double Clamp(Party party, double position) => Math.Min(position, party.Content.Duration ?? MostSeconds);

    /// <summary>Where the film's length is not known: a year, so that instants computed from positions stay within the calendar.</summary>
    private const double MostSeconds = 366 * 86400d;
}
