using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Domain.Tests.Parties;

/// <summary>The party follows what its host's player says of itself.</summary>
public sealed class PartyStatusTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1.4)]
    [InlineData(-1.4)]
    public void A_status_near_the_timeline_changes_nothing(double off)
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        Assert.Null(Follow(draft, "ana", draft.Position + off, isPlaying: true));
        Assert.Empty(draft.Events);
    }

    [Theory]
    [InlineData(1.6)]
    [InlineData(-1.6)]
    [InlineData(200)]
    public void One_that_is_elsewhere_seeks(double off)
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        var wanted = draft.Position + off;
        Assert.Null(Follow(draft, "ana", wanted, isPlaying: true));
        Assert.Equal(PlaybackChange.Sought, Assert.IsType<PartyEvent.PlaybackChanged>(Assert.Single(draft.Events)).Change);
        Assert.Equal((wanted, true, PartyDraft.Id("ana")), (draft.Party.Playback.Position, draft.Party.Playback.IsPlaying, draft.Party.Playback.Actor));
    }

    [Fact]
    public void The_room_runs_as_fast_as_the_player_that_it_follows()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        draft.Pass(TimeSpan.FromSeconds(1));
        var there = draft.Position;
        Assert.Null(Follow(draft, "ana", there, isPlaying: true, rate: 1.5));
        Assert.Equal((1.5, there), (draft.Party.Playback.Rate, draft.Position));
        draft.Pass(TimeSpan.FromSeconds(2));
        Assert.Null(Follow(draft, "ana", draft.Position - 2, isPlaying: true, rate: 1));
        Assert.Empty(draft.Events);
    }

    [Theory]
    [InlineData(1.05)]
    [InlineData(0.1)]
    [InlineData(16)]
    public void A_speed_that_nobody_chose_or_that_a_room_cannot_have_is_not_followed(double rate)
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        Assert.Null(Follow(draft, "ana", draft.Position, isPlaying: true, rate));
        Assert.Empty(draft.Events);
    }

    [Fact]
    public void Playing_and_pausing_follow_too_and_start_a_party_that_waits()
    {
        var draft = new PartyDraft().With("ana");
        Assert.Null(Follow(draft, "ana", 5, isPlaying: true));
        Assert.Equal((5, true, PartyStatus.Active), (draft.Party.Playback.Position, draft.Party.Playback.IsPlaying, draft.Party.Status));
        draft.Pass(TimeSpan.FromSeconds(3));
        Assert.Null(Follow(draft, "ana", 7.5, isPlaying: false));
        Assert.Equal((7.5, false), (draft.Party.Playback.Position, draft.Party.Playback.IsPlaying));
    }

    [Fact]
    public void A_member_who_may_not_control_moves_nothing()
    {
        var draft = new PartyDraft(settings: new PartySettings { OpenStatusControl = true }).Playing("ana", "ben");
        Assert.Equal(RefusalKind.NotHost, Follow(draft, "ben", 400, isPlaying: true)!.Kind);
        Assert.Equal(RefusalKind.NotMember, Follow(draft, "zoe", 400, isPlaying: true)!.Kind);
    }

    [Fact]
    public void A_mere_claim_moves_the_party_only_where_its_settings_allow_it()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        Assert.Equal(RefusalKind.NotHost, Follow(draft, by: null, 400, isPlaying: true)!.Kind);
        Assert.Null(draft.Do(new PartyCommand.ChangeSettings(PartyDraft.Id("ana")) { OpenStatusControl = true }));
        Assert.Null(Follow(draft, by: null, 400, isPlaying: true));
        Assert.Equal((400, PartyDraft.Id("ana")), (draft.Party.Playback.Position, draft.Party.Playback.Actor));
    }

    [Fact]
    public void A_host_that_goes_on_during_a_hold_echoes_what_it_wants()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        draft.Stall("ben");
        draft.Pass(TimeSpan.FromSeconds(1));
        Assert.NotNull(draft.Party.Playback.Hold);
        Assert.Null(Follow(draft, "ana", draft.Position + 0.5, isPlaying: true));
        Assert.NotNull(draft.Party.Playback.Hold);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void A_position_that_is_none_is_refused(double position) =>
        Assert.Equal(RefusalKind.Invalid, Follow(new PartyDraft().Playing("ana"), "ana", position, isPlaying: true)!.Kind);

    private static Refusal? Follow(PartyDraft draft, string? by, double position, bool isPlaying, double? rate = null) =>
        draft.Do(new PartyCommand.Follow(by is null ? null : PartyDraft.Id(by), position, isPlaying) { Rate = rate });
}
