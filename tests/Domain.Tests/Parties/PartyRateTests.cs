using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Domain.Tests.Parties;

public sealed class PartyRateTests
{
    [Fact]
    public void While_the_film_runs_the_speed_changes_a_little_later_where_the_film_is_then()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        var before = draft.Party.Playback;
        Assert.Null(Rate(draft, "ana", 1.5));
        var playback = draft.Party.Playback;
        Assert.True(playback.At > draft.Now);
        Assert.Equal(before.PositionAt(playback.At, PartyDraft.Film), playback.Position, 9);
        Assert.Equal((1.5, true, PartyDraft.Id("ana")), (playback.Rate, playback.IsPlaying, playback.Actor));
        draft.Pass(playback.At - draft.Now + TimeSpan.FromSeconds(10));
        Assert.Equal(playback.Position + 15, draft.Position, 6);
    }

    [Fact]
    public void While_the_film_stands_the_speed_changes_at_once_and_the_next_play_runs_at_it()
    {
        var draft = new PartyDraft().With("ana");
        Assert.Null(Rate(draft, "ana", 0.5));
        Assert.Equal((draft.Now, 0d, PartyStatus.Waiting), (draft.Party.Playback.At, draft.Position, draft.Party.Status));
        draft.Play("ana", 100);
        draft.Pass(draft.Party.Playback.At - draft.Now + TimeSpan.FromSeconds(10));
        Assert.Equal(105, draft.Position, 6);
    }

    [Fact]
    public void A_second_change_goes_on_from_the_first_that_is_about_to_take_effect()
    {
        var draft = new PartyDraft().Playing("ana");
        Rate(draft, "ana", 1.25);
        var first = draft.Party.Playback;
        draft.Advance(TimeSpan.FromMilliseconds(50));
        Rate(draft, "ana", 1.5);
        var second = draft.Party.Playback;
        Assert.True(second.At > first.At);
        Assert.Equal(first.PositionAt(second.At, PartyDraft.Film), second.Position, 9);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.7)]
    [InlineData(1.1)]
    [InlineData(2)]
    public void The_film_stops_at_its_end_at_any_speed(double rate)
    {
        var draft = new PartyDraft().With("ana");
        Rate(draft, "ana", rate);
        draft.Play("ana", PartyDraft.Film - 10);
        var end = draft.Party.Playback.At + TimeSpan.FromSeconds(10 / rate);
        draft.Pass(end - draft.Now - TimeSpan.FromMilliseconds(1));
        Assert.True(draft.Party.Playback.IsPlaying);
        draft.Pass(TimeSpan.FromMilliseconds(2));
        Assert.Equal((false, PartyDraft.Film), (draft.Party.Playback.IsPlaying, draft.Position));
    }

    [Fact]
    public void Seek_pause_and_hold_keep_the_speed_and_a_hold_outlives_a_change_of_it()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        Rate(draft, "ana", 1.5);
        draft.Do(new PartyCommand.Seek(PartyDraft.Id("ana"), 200, Playing: null));
        draft.Pass(TimeSpan.FromSeconds(3));
        draft.Stall("ben");
        draft.Pass(draft.Options.StallGrace);
        var stood = draft.Position;
        Assert.Null(Rate(draft, "ana", 2));
        Assert.Equal("ben", Assert.Single(draft.Party.Playback.Hold!.WaitingFor).Value);
        Assert.Equal(stood, draft.Position);
        draft.Ready("ben");
        Assert.Equal((true, 2d), (draft.Party.Playback.IsPlaying, draft.Party.Playback.Rate));
        draft.Pass(draft.Party.Playback.At - draft.Now + TimeSpan.FromSeconds(1));
        Assert.Equal(stood + 2, draft.Position, 6);
        draft.Do(new PartyCommand.Pause(PartyDraft.Id("ana"), Position: null));
        Assert.Equal(2, draft.Party.Playback.Rate);
    }

    [Theory]
    [InlineData(0.2499)]
    [InlineData(2.0001)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_speed_that_is_none_is_refused(double rate)
    {
        var draft = new PartyDraft().Playing("ana");
        var refusal = Rate(draft, "ana", rate);
        Assert.Equal((RefusalKind.Invalid, "rate"), (refusal!.Kind, refusal.Fields![0].Field));
    }

    [Fact]
    public void Only_who_has_the_remote_changes_the_speed_and_the_same_speed_changes_nothing()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        Assert.Equal(RefusalKind.NotHost, Rate(draft, "ben", 1.5)!.Kind);
        Assert.Equal(RefusalKind.NotMember, Rate(draft, "cem", 1.5)!.Kind);
        Assert.Null(Rate(draft, "ana", 1));
        Assert.Empty(draft.Events);
    }

    private static Refusal? Rate(PartyDraft draft, string by, double rate) => draft.Do(new PartyCommand.ChangeRate(PartyDraft.Id(by), rate));
}
