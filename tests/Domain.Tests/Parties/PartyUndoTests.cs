using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Domain.Tests.Parties;

public sealed class PartyUndoTests
{
    [Fact]
    public void The_room_goes_back_to_where_it_was_when_the_seek_was_made()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        var from = draft.Position;
        Seek(draft, "ana", 300);
        Assert.Equal(("ana", from), (draft.Party.Playback.Undo!.By.Name, draft.Party.Playback.Undo.From));
        draft.Pass(TimeSpan.FromSeconds(10));
        Assert.Null(Undo(draft, "ana"));
        var playback = draft.Party.Playback;
        Assert.Equal((from, true, PartyDraft.Id("ana")), (playback.Position, playback.IsPlaying, playback.Actor));
        Assert.True(playback.At > draft.Now);
        Assert.Equal(PlaybackChange.Sought, Assert.IsType<PartyEvent.PlaybackChanged>(Assert.Single(draft.Events)).Change);
    }

    [Fact]
    public void A_second_undo_is_refused()
    {
        var draft = new PartyDraft().Playing("ana");
        Seek(draft, "ana", 300);
        Assert.Null(Undo(draft, "ana"));
        Assert.Equal(RefusalKind.Conflict, Undo(draft, "ana")!.Kind);
    }

    [Fact]
    public void After_twenty_seconds_the_seek_stands()
    {
        var draft = new PartyDraft().Playing("ana");
        Assert.Equal(RefusalKind.Conflict, Undo(draft, "ana")!.Kind);
        Seek(draft, "ana", 300);
        draft.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(RefusalKind.Conflict, Undo(draft, "ana")!.Kind);
    }

    [Fact]
    public void The_newest_seek_is_undone_by_whoever_has_the_remote_now()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        Seek(draft, "ana", 300);
        draft.Do(new PartyCommand.HandOver(PartyDraft.Id("ana"), PartyDraft.Id("ben")));
        draft.Pass(TimeSpan.FromSeconds(2));
        var between = draft.Position;
        Seek(draft, "ben", 50);
        Assert.Equal(RefusalKind.NotHost, Undo(draft, "ana")!.Kind);
        Assert.Null(Undo(draft, "ben"));
        Assert.Equal(between, draft.Position);
    }

    [Fact]
    public void Pause_play_speed_and_holds_in_between_leave_the_undo_and_the_room_stays_paused()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        var from = draft.Position;
        Seek(draft, "ana", 300);
        draft.Do(new PartyCommand.ChangeRate(PartyDraft.Id("ana"), 1.5));
        draft.Stall("ben");
        draft.Pass(TimeSpan.FromSeconds(3));
        Assert.NotNull(draft.Party.Playback.Hold);
        draft.Ready("ben");
        draft.Do(new PartyCommand.Pause(PartyDraft.Id("ana"), Position: null));
        Assert.Null(Undo(draft, "ana"));
        Assert.Equal((from, false, 1.5, draft.Now), (draft.Position, draft.Party.Playback.IsPlaying, draft.Party.Playback.Rate, draft.Party.Playback.At));
    }

    [Fact]
    public void It_can_be_undone_also_when_who_sought_has_left()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        var from = draft.Position;
        Seek(draft, "ana", 300);
        draft.Do(new PartyCommand.Leave(PartyDraft.Id("ana")));
        Assert.Equal("ana", draft.Party.Playback.Undo!.By.Name);
        Assert.Null(Undo(draft, "ben"));
        Assert.Equal(from, draft.Position);
    }

    [Fact]
    public void A_seek_to_where_the_film_stands_already_leaves_the_one_before_it_to_be_undone()
    {
        var draft = new PartyDraft().With("ana");
        Seek(draft, "ana", 300);
        Seek(draft, "ana", 300);
        Assert.Null(Undo(draft, "ana"));
        Assert.Equal(0, draft.Position);
    }

    private static void Seek(PartyDraft draft, string by, double to) => Assert.Null(draft.Do(new PartyCommand.Seek(PartyDraft.Id(by), to, Playing: null)));

    private static Refusal? Undo(PartyDraft draft, string by) => draft.Do(new PartyCommand.UndoSeek(PartyDraft.Id(by)));
}
