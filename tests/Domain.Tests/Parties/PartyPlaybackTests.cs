using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Domain.Tests.Parties;

public sealed class PartyPlaybackTests
{
    [Fact]
    public void Play_takes_effect_later_and_the_film_stands_until_then()
    {
        var draft = new PartyDraft().With("ana", "ben");
        Assert.Null(draft.Play("ana", 12.5));
        Assert.True(draft.Party.Playback.At > draft.Now);
        Assert.Equal(12.5, draft.Position);
        draft.Advance(draft.Party.Playback.At - draft.Now + TimeSpan.FromSeconds(4));
        Assert.Equal(16.5, draft.Position, 6);
    }

    [Fact]
    public void The_lead_grows_with_the_farthest_viewer_and_is_bounded()
    {
        TimeSpan LeadWith(double roundTripMs)
        {
            var draft = new PartyDraft().With("ana", "ben");
            draft.Do(new PartyCommand.ReportLatency(PartyDraft.Id("ben"), TimeSpan.FromMilliseconds(roundTripMs)));
            draft.Play("ana", 0);
            return draft.Party.Playback.At - draft.Now;
        }

        Assert.Equal(200, LeadWith(1).TotalMilliseconds, 3);
        Assert.Equal(300, LeadWith(200).TotalMilliseconds, 3);
        Assert.Equal(800, LeadWith(5000).TotalMilliseconds, 3);
    }

    [Fact]
    public void Play_where_the_film_already_runs_moves_nobody()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        var before = draft.Position;
        draft.Play("ana", before + 0.4);
        Assert.Equal(before, draft.Position, 6);
        Assert.True(draft.Party.Playback.At <= draft.Now);
    }

    [Fact]
    public void Pause_shows_the_frame_that_was_asked_for_at_once()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        Assert.Null(draft.Do(new PartyCommand.Pause(PartyDraft.Id("ana"), 14.25)));
        Assert.Equal(14.25, draft.Position);
        draft.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(14.25, draft.Position);
        Assert.Equal(PartyStatus.Paused, draft.Party.Status);
    }

    [Fact]
    public void Seek_while_playing_goes_on_playing_there_and_while_paused_stands_there()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        draft.Do(new PartyCommand.Seek(PartyDraft.Id("ana"), 300, Playing: null));
        Assert.True(draft.Party.Playback.IsPlaying);
        draft.Pass(TimeSpan.FromSeconds(10));
        Assert.InRange(draft.Position, 308, 310);
        draft.Do(new PartyCommand.Seek(PartyDraft.Id("ana"), 30, Playing: false));
        draft.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(30, draft.Position);
    }

    [Fact]
    public void Controls_by_a_member_are_refused_and_change_nothing()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        var before = draft.Party;
        Assert.Equal(RefusalKind.NotHost, draft.Play("ben", 1)!.Kind);
        Assert.Equal(RefusalKind.NotHost, draft.Do(new PartyCommand.Pause(PartyDraft.Id("ben"), 1))!.Kind);
        Assert.Equal(RefusalKind.NotHost, draft.Do(new PartyCommand.Seek(PartyDraft.Id("ben"), 1, null))!.Kind);
        Assert.Equal(RefusalKind.NotHost, draft.Do(new PartyCommand.Start(PartyDraft.Id("ben")))!.Kind);
        Assert.Equal(RefusalKind.NotMember, draft.Play("stranger", 1)!.Kind);
        Assert.Same(before, draft.Party);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Positions_that_are_none_are_refused(double position)
    {
        var draft = new PartyDraft().With("ana");
        Assert.Equal(RefusalKind.Invalid, draft.Play("ana", position)!.Kind);
        Assert.Equal(RefusalKind.Invalid, draft.Do(new PartyCommand.Pause(PartyDraft.Id("ana"), position))!.Kind);
        Assert.Equal(RefusalKind.Invalid, draft.Do(new PartyCommand.Seek(PartyDraft.Id("ana"), position, null))!.Kind);
    }

    [Fact]
    public void A_position_beyond_the_film_is_its_end_and_an_unknown_length_bounds_it_too()
    {
        var draft = new PartyDraft().With("ana");
        draft.Do(new PartyCommand.Seek(PartyDraft.Id("ana"), 1e300, Playing: false));
        Assert.Equal(PartyDraft.Film, draft.Position);
        var endless = new PartyDraft(duration: null).With("ana");
        endless.Play("ana", 1e300);
        endless.Pass(TimeSpan.FromHours(1));
        Assert.True(double.IsFinite(endless.Position));
    }

    [Fact]
    public void The_film_stops_at_its_end_by_itself()
    {
        var draft = new PartyDraft().With("ana");
        draft.Play("ana", PartyDraft.Film - 3);
        draft.Pass(TimeSpan.FromSeconds(10));
        Assert.False(draft.Party.Playback.IsPlaying);
        Assert.Null(draft.Party.Playback.Actor);
        Assert.Equal(PartyDraft.Film, draft.Position);
    }

    [Fact]
    public void Starting_plays_from_where_the_film_stands_and_only_once()
    {
        var draft = new PartyDraft().With("ana");
        Assert.Null(draft.Do(new PartyCommand.Start(PartyDraft.Id("ana"))));
        Assert.Equal(PlaybackChange.Started, Assert.IsType<PartyEvent.PlaybackChanged>(Assert.Single(draft.Events)).Change);
        Assert.Equal(PartyStatus.Active, draft.Party.Status);
        Assert.Equal(RefusalKind.Conflict, draft.Do(new PartyCommand.Start(PartyDraft.Id("ana")))!.Kind);
    }

    [Fact]
    public void The_film_waits_when_the_last_member_is_gone()
    {
        var draft = new PartyDraft().Playing("ana");
        draft.Do(new PartyCommand.Leave(PartyDraft.Id("ana")));
        var left = draft.Position;
        draft.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(left, draft.Position);
    }

    [Fact]
    public void After_a_short_outage_the_film_is_where_the_viewers_players_ran_to()
    {
        var draft = new PartyDraft().Playing("ana", "ben");
        var died = draft.Now;
        draft.Advance(TimeSpan.FromSeconds(7));
        draft.Do(new PartyCommand.Resume(died));
        Assert.True(draft.Party.Playback.IsPlaying);
        Assert.Equal(22, draft.Position, 0.5);
        Assert.All(draft.Party.Members.Values, member => Assert.False(member.IsOnline));
        draft.Pass(draft.Options.SeatGrace);
        Assert.Empty(draft.Party.Members);
    }

    [Fact]
    public void After_a_long_outage_the_film_stands_where_it_was()
    {
        var draft = new PartyDraft().Playing("ana");
        var (died, position) = (draft.Now, draft.Position);
        draft.Advance(TimeSpan.FromHours(1));
        draft.Do(new PartyCommand.Resume(died));
        Assert.False(draft.Party.Playback.IsPlaying);
        Assert.Equal(position, draft.Position, 6);
    }
}
