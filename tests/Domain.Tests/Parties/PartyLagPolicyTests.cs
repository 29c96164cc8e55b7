using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Domain.Tests.Parties;

public sealed class PartyLagPolicyTests
{
    [Fact]
    public void A_quorum_goes_on_while_half_of_the_viewers_have_data()
    {
        var draft = Room(LagPolicy.Quorum).Playing("ana", "ben", "cem", "dee");
        Stall(draft, "cem", "dee");
        draft.Pass(TimeSpan.FromSeconds(20));
        Assert.True(draft.Party.Playback.IsPlaying);
    }

    [Fact]
    public void A_quorum_waits_when_fewer_than_half_have_data_and_names_all_who_have_none()
    {
        var draft = Room(LagPolicy.Quorum).Playing("ana", "ben", "cem");
        Stall(draft, "ben");
        draft.Pass(TimeSpan.FromSeconds(2));
        Assert.True(draft.Party.Playback.IsPlaying);
        Stall(draft, "cem");
        draft.Pass(draft.Options.StallGrace - TimeSpan.FromMilliseconds(1));
        Assert.True(draft.Party.Playback.IsPlaying);
        draft.Pass(TimeSpan.FromMilliseconds(1));
        Assert.False(draft.Party.Playback.IsPlaying);
        Assert.Equal(["ben", "cem"], draft.Party.Playback.Hold!.WaitingFor.Select(id => id.Value).Order());
        Assert.Equal(draft.Now + draft.Options.HoldLimit, draft.Party.Playback.Hold.Until);
    }

    [Fact]
    public void A_quorum_goes_on_as_soon_as_half_have_data_again()
    {
        var draft = Room(LagPolicy.Quorum).Playing("ana", "ben", "cem", "dee");
        Stall(draft, "ben", "cem", "dee");
        draft.Pass(draft.Options.StallGrace);
        Assert.Equal(3, draft.Party.Playback.Hold!.WaitingFor.Count);
        draft.Ready("ben");
        Assert.Null(draft.Party.Playback.Hold);
        draft.Pass(TimeSpan.FromSeconds(20));
        Assert.True(draft.Party.Playback.IsPlaying);
    }

    [Fact]
    public void A_quorum_waits_no_longer_than_the_limit()
    {
        var draft = Room(LagPolicy.Quorum).Playing("ana", "ben", "cem");
        Stall(draft, "ben", "cem");
        draft.Pass(draft.Options.StallGrace + draft.Options.HoldLimit);
        Assert.True(draft.Party.Playback.IsPlaying);
        draft.Pass(TimeSpan.FromSeconds(20));
        Assert.True(draft.Party.Playback.IsPlaying);
    }

    [Fact]
    public void Who_leaves_counts_neither_as_a_viewer_nor_as_waited_for()
    {
        var draft = Room(LagPolicy.Quorum).Playing("ana", "ben", "cem", "dee");
        Stall(draft, "ben", "cem", "dee");
        draft.Pass(draft.Options.StallGrace);
        draft.Do(new PartyCommand.Leave(PartyDraft.Id("dee")));
        Assert.Equal(["ben", "cem"], draft.Party.Playback.Hold!.WaitingFor.Select(id => id.Value).Order());
        draft.Disconnect("cem");
        Assert.Null(draft.Party.Playback.Hold);
    }

    [Fact]
    public void A_viewer_who_comes_to_have_data_can_end_the_wait_of_a_quorum()
    {
        var draft = Room(LagPolicy.Quorum).Playing("ana").With("ben");
        Stall(draft, "ana");
        draft.Pass(draft.Options.StallGrace);
        Assert.NotNull(draft.Party.Playback.Hold);
        draft.Ready("ben");
        Assert.Null(draft.Party.Playback.Hold);
    }

    [Fact]
    public void Changing_to_a_quorum_ends_a_hold_that_it_would_not_have_begun()
    {
        var draft = Room(LagPolicy.Wait).Playing("ana", "ben", "cem");
        Stall(draft, "ben");
        draft.Pass(draft.Options.StallGrace);
        Assert.NotNull(draft.Party.Playback.Hold);
        Assert.Null(Change(draft, LagPolicy.Quorum));
        Assert.True(draft.Party.Playback.IsPlaying);
    }

    [Fact]
    public void A_room_that_catches_up_never_waits()
    {
        var draft = Room(LagPolicy.CatchUp).Playing("ana", "ben");
        Stall(draft, "ana", "ben");
        draft.Pass(TimeSpan.FromSeconds(20));
        Assert.True(draft.Party.Playback.IsPlaying);
    }

    [Theory]
    [InlineData(LagPolicy.Wait, true, LagPolicy.Wait)]
    [InlineData(LagPolicy.Quorum, true, LagPolicy.Quorum)]
    [InlineData(LagPolicy.CatchUp, true, LagPolicy.Wait)]
    [InlineData(LagPolicy.Wait, false, LagPolicy.CatchUp)]
    [InlineData(LagPolicy.Quorum, false, LagPolicy.CatchUp)]
    [InlineData(LagPolicy.CatchUp, false, LagPolicy.CatchUp)]
    public void The_words_of_before_choose_a_policy(LagPolicy before, bool waits, LagPolicy after)
    {
        var draft = Room(before).With("ana");
        Assert.Null(Change(draft, policy: null, waits));
        Assert.Equal(after, draft.Party.Settings.LagPolicy);
    }

    [Theory]
    [InlineData(LagPolicy.Wait, false)]
    [InlineData(LagPolicy.Quorum, false)]
    [InlineData(LagPolicy.CatchUp, true)]
    public void Contradicting_words_are_refused_and_change_nothing(LagPolicy policy, bool waits)
    {
        var draft = Room(LagPolicy.Wait).With("ana");
        var before = draft.Party;
        Assert.Equal(RefusalKind.Invalid, Change(draft, policy, waits)!.Kind);
        Assert.Same(before, draft.Party);
        Assert.Null(Change(draft, policy, !waits));
    }

    private static PartyDraft Room(LagPolicy policy) => new(settings: new PartySettings(policy));

    private static void Stall(PartyDraft draft, params string[] names)
    {
        foreach (var name in names) Assert.Null(draft.Stall(name));
    }

    private static Refusal? Change(PartyDraft draft, LagPolicy? policy, bool? waits = null) =>
        draft.Do(new PartyCommand.ChangeSettings(PartyDraft.Id("ana")) { LagPolicy = policy, WaitForBufferers = waits });
}
