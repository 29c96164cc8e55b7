using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>Seeks, and taking back the last one: the room goes to where it was when the seek was made.</summary>
public static partial class PartyRules
{
    /// <summary>A seek has to fetch and decode before it can show a frame.</summary>
    private static readonly TimeSpan SeekExtra = TimeSpan.FromMilliseconds(350);

    private static readonly TimeSpan UndoWindow = TimeSpan.FromSeconds(20);

    private static Refusal? Seek(Draft draft, PartyCommand.Seek seek)
    {
        if (RequireControl(draft.Party, seek.By) is { } refusal) return refusal;
        if (Fault(seek.Position) is { } fault) return fault;
        var playing = seek.Playing ?? draft.Party.Playback.WantsToPlay;
        SeekTo(draft, Clamp(draft.Party, seek.Position), playing, SeekAt(draft, playing), seek.By);
        return null;
    }

    private static Refusal? UndoSeek(Draft draft, PartyCommand.UndoSeek undo)
    {
        if (RequireControl(draft.Party, undo.By) is { } refusal) return refusal;
        var present = draft.Party.Playback;
        if (present.Undo is not { } sought || sought.Until <= draft.Now) return new Refusal(RefusalKind.Conflict, "There is no seek to undo.");
        var playing = present.WantsToPlay;
        Set(draft, PlaybackChange.Sought, present with
        {
            Position = sought.From,
            IsPlaying = playing,
            At = SeekAt(draft, playing),
            Actor = undo.By,
            Hold = null,
            Undo = null,
        });
        return null;
    }

    /// <summary>From here the seek can be taken back; one that stays on the same frame leaves the one before it to be.</summary>
    private static void SeekTo(Draft draft, double position, bool playing, DateTimeOffset at, ProfileId by)
    {
        var (party, present) = (draft.Party, draft.Party.Playback);
        var from = present.PositionAt(draft.Now, party.Content.Duration);
        var member = party.Members[by];
        Set(draft, PlaybackChange.Sought, present with
        {
            Position = position,
            IsPlaying = playing,
            At = at,
            Actor = by,
            Hold = null,
            Undo = Math.Abs(position - from) < SameFrameSeconds
                ? present.Undo
                : new SeekUndo(new Author(by, member.Name, member.Avatar), from, draft.Now + UndoWindow),
        });
    }

    private static DateTimeOffset SeekAt(Draft draft, bool playing) => playing ? draft.Now + Lead(draft.Party) + SeekExtra : draft.Now;
}
