using Matinee.Domain.Parties;

namespace Matinee.Domain.Tests.Parties;

public sealed class PartyHoldTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void A_short_stall_holds_nobody()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        draft.Stall("ben");
        draft.Pass(TimeSpan.FromMilliseconds(400));
        draft.Ready("ben");
        draft.Pass(TimeSpan.FromSeconds(2));
        Assert.True(draft.Party.Playback.IsPlaying);
        Assert.Null(draft.Party.Playback.Hold);
    }

    [Fact]
    public void After_half_a_second_the_room_waits_for_who_is_named_and_goes_on_when_it_is_ready()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        draft.Stall("ben");
        draft.Pass(draft.Options.StallGrace);
        var hold = draft.Party.Playback.Hold;
        Assert.Equal("ben", Assert.Single(hold!.WaitingFor).Value);
        Assert.False(draft.Party.Playback.IsPlaying);
        var stood = draft.Position;
        draft.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(stood, draft.Position);
        draft.Ready("ben");
        Assert.True(draft.Party.Playback.IsPlaying);
        Assert.True(draft.Party.Playback.At > draft.Now);
        Assert.Equal(stood, draft.Party.Playback.Position);
    }

    [Fact]
    public void The_room_waits_for_all_who_lack_data()
    {
        var draft = new PartyDraft().Playing("ana", "ben", "cem");
        draft.Stall("ben");
        draft.Pass(draft.Options.StallGrace);
        draft.Stall("cem");
        draft.Pass(draft.Options.StallGrace + Moment);
        Assert.Equal(2, draft.Party.Playback.Hold!.WaitingFor.Count);
        draft.Ready("ben");
        Assert.Equal("cem", Assert.Single(draft.Party.Playback.Hold!.WaitingFor).Value);
        draft.Ready("cem");
        Assert.True(draft.Party.Playback.IsPlaying);
    }

    [Fact]
    public void The_room_waits_no_longer_than_the_limit_and_not_again_for_who_is_still_not_ready()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        draft.Stall("ben");
        draft.Pass(draft.Options.StallGrace + draft.Options.HoldLimit);
        Assert.True(draft.Party.Playback.IsPlaying);
        draft.Stall("ben");
        draft.Pass(TimeSpan.FromSeconds(5));
        Assert.True(draft.Party.Playback.IsPlaying);
    }

    [Fact]
    public void A_late_joiner_never_holds_the_room()
    {
        var draft = new PartyDraft().Playing("ana");
        draft.With("ben");
        draft.Stall("ben");
        draft.Pass(TimeSpan.FromSeconds(5));
        Assert.True(draft.Party.Playback.IsPlaying);
    }

    [Fact]
    public void Who_leaves_or_disconnects_is_not_waited_for()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        draft.Stall("ben");
        draft.Pass(draft.Options.StallGrace);
        draft.Disconnect("ben");
        Assert.True(draft.Party.Playback.IsPlaying);
    }

    [Fact]
    public void The_host_overrides_a_hold()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        draft.Stall("ben");
        draft.Pass(draft.Options.StallGrace);
        draft.Do(new PartyCommand.Pause(PartyDraft.Id("ana"), Position: null));
        Assert.Null(draft.Party.Playback.Hold);
        draft.Ready("ben");
        Assert.False(draft.Party.Playback.IsPlaying);
    }

    [Fact]
    public void A_room_that_does_not_wait_plays_on()
    {
        var draft = new PartyDraft(settings: new PartySettings(LagPolicy.CatchUp)).Playing("ana", "ben");
        draft.Stall("ben");
        draft.Pass(TimeSpan.FromSeconds(5));
        Assert.True(draft.Party.Playback.IsPlaying);
    }

    [Fact]
    public void Turning_waiting_off_ends_a_hold()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        draft.Stall("ben");
        draft.Pass(draft.Options.StallGrace);
        draft.Do(new PartyCommand.ChangeSettings(PartyDraft.Id("ana")) { LagPolicy = LagPolicy.CatchUp });
        Assert.True(draft.Party.Playback.IsPlaying);
    }

    [Fact]
    public void A_hold_survives_a_restart_as_a_film_that_goes_on()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        draft.Stall("ben");
        draft.Pass(draft.Options.StallGrace);
        draft.Advance(TimeSpan.FromSeconds(1));
        draft.Do(new PartyCommand.Resume(draft.Now));
        draft.Pass(draft.Options.HoldLimit);
        Assert.True(draft.Party.Playback.IsPlaying);
    }
}
