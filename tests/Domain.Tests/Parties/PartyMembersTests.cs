using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Domain.Tests.Parties;

public sealed class PartyMembersTests
{
    [Fact]
    public void The_first_to_join_is_the_host()
    {
        var draft = new PartyDraft().With("ana", "ben");
        Assert.Equal("ana", draft.Party.Host!.Id.Value);
        Assert.Equal(PartyRole.Member, draft.Party.Members[PartyDraft.Id("ben")].Role);
    }

    [Fact]
    public void Joining_twice_takes_one_seat_and_tells_nobody()
    {
        var draft = new PartyDraft().With("ana", "ben");
        Assert.Null(draft.Do(new PartyCommand.Join(PartyDraft.Viewer("ben"), PartyDraft.Connection("ben"))));
        Assert.Empty(draft.Events);
        Assert.Equal(2, draft.Party.Members.Count);
    }

    [Fact]
    public void A_full_party_refuses_a_newcomer_but_not_who_has_a_seat()
    {
        var draft = new PartyDraft(seats: 2).With("ana", "ben");
        Assert.Equal(RefusalKind.PartyFull, draft.Do(new PartyCommand.Join(PartyDraft.Viewer("cem"), "c"))!.Kind);
        Assert.Null(draft.Do(new PartyCommand.Join(PartyDraft.Viewer("ben"), "another-tab")));
    }

    [Fact]
    public void A_disconnect_keeps_the_seat_for_the_grace_period()
    {
        var draft = new PartyDraft().With("ana", "ben");
        draft.Disconnect("ben");
        var update = Assert.IsType<PartyEvent.MemberChanged>(Assert.Single(draft.Events));
        Assert.True(update.IsVisible);
        Assert.False(update.Member.IsOnline);
        draft.Pass(draft.Options.SeatGrace - TimeSpan.FromSeconds(1));
        Assert.Equal(2, draft.Party.Members.Count);
        draft.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal("ana", Assert.Single(draft.Party.Members.Values).Name);
    }

    [Fact]
    public void Coming_back_within_the_grace_period_is_an_update_and_no_second_joining()
    {
        var draft = new PartyDraft().With("ana", "ben");
        draft.Disconnect("ben");
        draft.Pass(TimeSpan.FromSeconds(10));
        draft.With("ben");
        var update = Assert.IsType<PartyEvent.MemberChanged>(Assert.Single(draft.Events));
        Assert.True(update.Member.IsOnline);
        draft.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(2, draft.Party.Members.Count);
    }

    [Fact]
    public void One_of_two_devices_gone_leaves_the_member_online()
    {
        var draft = new PartyDraft().With("ana", "ben");
        draft.Do(new PartyCommand.Join(PartyDraft.Viewer("ben"), "phone"));
        draft.Disconnect("ben");
        Assert.True(draft.Party.Members[PartyDraft.Id("ben")].IsOnline);
        draft.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(2, draft.Party.Members.Count);
    }

    [Fact]
    public void When_the_host_is_gone_the_longest_present_takes_over()
    {
        var draft = new PartyDraft().With("ana", "ben", "cem");
        draft.Disconnect("ana");
        Assert.Equal("ana", draft.Party.Host!.Name);
        draft.Pass(draft.Options.SeatGrace);
        Assert.Equal("ben", draft.Party.Host!.Name);
    }

    [Fact]
    public void Hand_over_prefers_a_connected_member_over_one_who_is_away()
    {
        var draft = new PartyDraft().With("ana", "ben", "cem");
        draft.Disconnect("ben");
        draft.Do(new PartyCommand.Leave(PartyDraft.Id("ana")));
        Assert.Equal("cem", draft.Party.Host!.Name);
    }

    [Fact]
    public void The_host_hands_over_and_nobody_else_can()
    {
        var draft = new PartyDraft().With("ana", "ben", "cem");
        Assert.Equal(RefusalKind.NotHost, draft.Do(new PartyCommand.HandOver(PartyDraft.Id("ben"), PartyDraft.Id("cem")))!.Kind);
        Assert.Equal(RefusalKind.NotFound, draft.Do(new PartyCommand.HandOver(PartyDraft.Id("ana"), PartyDraft.Id("zoe")))!.Kind);
        Assert.Null(draft.Do(new PartyCommand.HandOver(PartyDraft.Id("ana"), PartyDraft.Id("cem"))));
        Assert.Equal("cem", draft.Party.Host!.Name);
        Assert.Equal(PartyRole.Member, draft.Party.Members[PartyDraft.Id("ana")].Role);
    }

    [Fact]
    public void A_kicked_member_loses_the_seat_and_cannot_come_back()
    {
        var draft = new PartyDraft().With("ana", "ben");
        Assert.Null(draft.Do(new PartyCommand.Kick(PartyDraft.Id("ana"), PartyDraft.Id("ben"))));
        Assert.Equal(RefusalKind.Kicked, draft.Do(new PartyCommand.Join(PartyDraft.Viewer("ben"), "again"))!.Kind);
        Assert.Equal(RefusalKind.Kicked, draft.Play("ben")!.Kind);
    }

    [Fact]
    public void Only_the_host_kicks_and_never_itself()
    {
        var draft = new PartyDraft().With("ana", "ben", "cem");
        Assert.Equal(RefusalKind.NotHost, draft.Do(new PartyCommand.Kick(PartyDraft.Id("ben"), PartyDraft.Id("cem")))!.Kind);
        Assert.Equal(RefusalKind.NotHost, draft.Do(new PartyCommand.Kick(PartyDraft.Id("ben"), PartyDraft.Id("ana")))!.Kind);
        Assert.Equal(RefusalKind.Invalid, draft.Do(new PartyCommand.Kick(PartyDraft.Id("ana"), PartyDraft.Id("ana")))!.Kind);
    }

    [Fact]
    public void A_guest_may_join_its_own_party_only_and_only_where_guests_are_allowed()
    {
        var open = new PartyDraft().With("ana");
        Assert.Equal(RefusalKind.Forbidden, open.Do(new PartyCommand.Join(PartyDraft.Viewer("gus", new PartyId("other")), "g"))!.Kind);
        Assert.Null(open.Do(new PartyCommand.Join(PartyDraft.Viewer("gus", open.Party.Id), "g")));
        var closed = new PartyDraft(settings: new PartySettings(GuestsAllowed: false)).With("ana");
        Assert.Equal(RefusalKind.Forbidden, closed.Do(new PartyCommand.Join(PartyDraft.Viewer("gus", closed.Party.Id), "g"))!.Kind);
    }

    [Fact]
    public void An_empty_party_ends_after_five_minutes_and_a_newcomer_before_that_hosts_it()
    {
        var draft = new PartyDraft().With("ana");
        draft.Do(new PartyCommand.Leave(PartyDraft.Id("ana")));
        draft.Pass(TimeSpan.FromMinutes(4));
        draft.With("ben");
        Assert.Equal("ben", draft.Party.Host!.Name);
        draft.Do(new PartyCommand.Leave(PartyDraft.Id("ben")));
        draft.Pass(draft.Options.EmptyEndsAfter);
        Assert.Equal("empty", draft.Party.EndReason);
        Assert.Equal(RefusalKind.PartyEnded, draft.Do(new PartyCommand.Join(PartyDraft.Viewer("cem"), "c"))!.Kind);
    }

    [Fact]
    public void A_seat_that_never_connected_is_given_up_like_an_empty_party()
    {
        var draft = new PartyDraft().With("ana");
        draft.Do(new PartyCommand.Join(PartyDraft.Viewer("ben"), Connection: null));
        draft.Pass(draft.Options.SeatGrace + TimeSpan.FromSeconds(1));
        Assert.Equal(2, draft.Party.Members.Count);
        draft.Pass(draft.Options.EmptyEndsAfter);
        Assert.Single(draft.Party.Members);
    }

    [Fact]
    public void Only_the_host_ends_the_party_and_changes_its_settings()
    {
        var draft = new PartyDraft().With("ana", "ben");
        Assert.Equal(RefusalKind.NotHost, draft.Do(new PartyCommand.End(PartyDraft.Id("ben")))!.Kind);
        Assert.Equal(RefusalKind.NotHost, draft.Do(new PartyCommand.ChangeSettings(PartyDraft.Id("ben")) { LagPolicy = LagPolicy.CatchUp })!.Kind);
        Assert.Null(draft.Do(new PartyCommand.ChangeSettings(PartyDraft.Id("ana")) { LagPolicy = LagPolicy.CatchUp }));
        Assert.Equal(LagPolicy.CatchUp, draft.Party.Settings.LagPolicy);
        Assert.True(draft.Party.Settings.GuestsAllowed);
        Assert.Null(draft.Do(new PartyCommand.End(PartyDraft.Id("ana"))));
        Assert.True(draft.Party.IsEnded);
    }

    [Fact]
    public void A_change_of_connection_class_is_visible_and_one_within_it_is_not()
    {
        var draft = new PartyDraft().With("ana");
        draft.Do(new PartyCommand.ReportLatency(PartyDraft.Id("ana"), TimeSpan.FromMilliseconds(40)));
        Assert.True(Assert.IsType<PartyEvent.MemberChanged>(Assert.Single(draft.Events)).IsVisible);
        var seq = draft.Party.Seq;
        draft.Do(new PartyCommand.ReportLatency(PartyDraft.Id("ana"), TimeSpan.FromMilliseconds(60)));
        Assert.False(Assert.IsType<PartyEvent.MemberChanged>(Assert.Single(draft.Events)).IsVisible);
        Assert.Equal(seq, draft.Party.Seq);
    }
}
