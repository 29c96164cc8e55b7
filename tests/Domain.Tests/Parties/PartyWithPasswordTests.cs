using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;

namespace Matinee.Domain.Tests.Parties;

/// <summary>Parties for people who come with a password: they last a day, and know who made them.</summary>
public sealed class PartyWithPasswordTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    [Fact]
    public void It_goes_on_while_it_is_empty_and_ends_when_its_time_is_over()
    {
        var draft = Draft().With("ana");
        Assert.Null(draft.Do(new PartyCommand.Leave(PartyDraft.Id("ana"))));
        draft.Pass(Lifetime - TimeSpan.FromMinutes(1));
        Assert.False(draft.Party.IsEnded);
        draft.With("ben");
        draft.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal((true, "expired"), (draft.Party.IsEnded, draft.Party.EndReason));
        Assert.Equal(RefusalKind.PartyEnded, draft.Do(new PartyCommand.Join(PartyDraft.Viewer("cem"), "c"))!.Kind);
    }

    [Fact]
    public void The_founder_is_host_again_on_coming_back()
    {
        var draft = Draft().With("ana", "ben", "cem");
        draft.Disconnect("ana");
        draft.Pass(draft.Options.SeatGrace);
        Assert.Equal("ben", draft.Party.Host!.Name);
        draft.With("ana");
        Assert.IsType<PartyEvent.MemberJoined>(draft.Events[0]);
        Assert.IsType<PartyEvent.HostChanged>(draft.Events[1]);
        Assert.Equal("ana", Assert.Single(draft.Party.Members.Values, member => member.Role == PartyRole.Host).Name);
    }

    [Fact]
    public void A_hand_over_by_the_founder_holds()
    {
        var draft = Draft().With("ana", "ben");
        Assert.Null(draft.Do(new PartyCommand.HandOver(PartyDraft.Id("ana"), PartyDraft.Id("ben"))));
        draft.Disconnect("ana");
        draft.With("ana");
        Assert.Equal("ben", draft.Party.Host!.Name);
    }

    [Fact]
    public void A_seat_that_is_taken_ahead_has_its_member_with_the_first_connection()
    {
        var draft = Draft().With("ana");
        Assert.Null(draft.Do(new PartyCommand.Join(PartyDraft.Viewer("ben"), Connection: null) { IsReservation = true }));
        Assert.False(draft.Party.Members[PartyDraft.Id("ben")].HasArrived);
        draft.With("ben");
        Assert.True(Assert.IsType<PartyEvent.MemberChanged>(Assert.Single(draft.Events)).IsArrival);
        draft.Disconnect("ben");
        draft.With("ben");
        Assert.False(Assert.IsType<PartyEvent.MemberChanged>(Assert.Single(draft.Events)).IsArrival);
    }

    [Fact]
    public void Who_joins_without_taking_a_seat_ahead_is_there_at_once()
    {
        var draft = Draft().With("ana");
        Assert.Null(draft.Do(new PartyCommand.Join(PartyDraft.Viewer("ben"), Connection: null)));
        Assert.True(draft.Party.Members[PartyDraft.Id("ben")].HasArrived);
    }

    [Fact]
    public void The_timeline_follows_the_hosts_player_at_once()
    {
        var draft = Draft().With("ana", "ben");
        Assert.Null(Mirror(draft, "ana", 30, playing: true));
        Assert.Equal(PlaybackChange.Started, Change(draft));
        Assert.Equal((draft.Now, true), (draft.Party.Playback.At, draft.Party.Playback.IsPlaying));
        draft.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(40, draft.Position, 0.001);
        Assert.Null(Mirror(draft, "ana", 100, playing: null));
        Assert.Equal(PlaybackChange.Sought, Change(draft));
        Assert.Null(Mirror(draft, "ana", null, playing: false));
        Assert.Equal((PlaybackChange.Paused, 100d), (Change(draft), draft.Position));
        Assert.Null(Mirror(draft, "ana", 100.04, playing: false));
        Assert.Equal((PlaybackChange.Sought, 100.04), (Change(draft), draft.Position));
        Assert.Null(Mirror(draft, "ana", 100.04, playing: true));
        Assert.Equal(PlaybackChange.Played, Change(draft));
    }

    [Fact]
    public void Where_the_timeline_is_already_nothing_changes()
    {
        var draft = Draft().With("ana", "ben");
        Mirror(draft, "ana", 30, playing: true);
        draft.Pass(TimeSpan.FromSeconds(10));
        Assert.Null(Mirror(draft, "ana", 40.4, playing: true));
        Assert.Empty(draft.Events);
        Assert.Null(Mirror(draft, "ana", null, playing: null));
        Assert.Empty(draft.Events);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_position_that_is_none_is_refused(double position) =>
        Assert.Equal(RefusalKind.Invalid, Mirror(Draft().With("ana"), "ana", position, playing: true)!.Kind);

    [Fact]
    public void Only_who_may_control_is_followed()
    {
        var draft = Draft().With("ana", "ben");
        Assert.Equal(RefusalKind.NotHost, Mirror(draft, "ben", 30, playing: true)!.Kind);
        Assert.Equal(RefusalKind.NotHost, Mirror(draft, "ben", null, playing: null)!.Kind);
        Assert.Equal(RefusalKind.NotMember, Mirror(draft, "eve", 30, playing: true)!.Kind);
    }

    private static PartyDraft Draft() => new(duration: null, lifetime: Lifetime, founder: "ana");

    private static Refusal? Mirror(PartyDraft draft, string by, double? position, bool? playing) =>
        draft.Do(new PartyCommand.Mirror(PartyDraft.Id(by), position, playing));

    private static PlaybackChange Change(PartyDraft draft) => Assert.IsType<PartyEvent.PlaybackChanged>(Assert.Single(draft.Events)).Change;
}

public sealed class PartyWithPasswordOnSqlite(SqliteTestDatabase database) : PartyWithPasswordRestartTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PartyWithPasswordOnPostgres(PostgresTestDatabase database)
    : PartyWithPasswordRestartTests(database), IClassFixture<PostgresTestDatabase>;

public abstract class PartyWithPasswordRestartTests(TestDatabase database)
{
    private readonly ManualClock clock = new();

    [Fact]
    public async Task A_restart_keeps_password_founder_end_and_who_has_arrived_and_a_party_without_a_film_stays_one()
    {
        await using var world = new PartyWorld(database.Database, clock);
        var terms = new PartyTerms(new PartyId(NewId.At(clock)), "hash", TimeSpan.FromHours(24));
        var party = (await world.Parties.CreateAsync(
            PartyDraft.Viewer("ana"), new PartyContent(Video: null, "Movie Night", Duration: null), 10, isPublic: false, new PartySettings(), null, terms)).OrThrow();
        Assert.Equal(terms.Id, party.Id);
        await world.JoinAsync(party.Id, "ana");
        await world.Parties.DoAsync(party.Id, new PartyCommand.Join(PartyDraft.Viewer("ben"), Connection: null) { IsReservation = true }, null);

        await using var restarted = await new PartyWorld(database.Database, clock).StartedAsync();
        var back = await restarted.FindAsync(party.Id);
        Assert.Equal(("hash", PartyDraft.Id("ana"), party.CreatedAt + TimeSpan.FromHours(24)), (back.PasswordHash, back.Founder, back.ExpiresAt));
        Assert.Null(back.Content.Video);
        Assert.Equal([true, false], back.MembersInOrder.Select(member => member.HasArrived));

        clock.Advance(TimeSpan.FromHours(24));
        await Eventually.BecomesTrueAsync(async () => (await restarted.FindAsync(party.Id)).EndReason == "expired", "the party has ended");
    }
}
