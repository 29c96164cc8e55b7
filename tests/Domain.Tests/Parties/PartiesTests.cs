using System.Collections.Concurrent;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Parties;
using Matinee.Realtime.Redis;

namespace Matinee.Domain.Tests.Parties;

public sealed class PartiesOnSqlite(SqliteTestDatabase database) : PartiesTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PartiesOnPostgres(PostgresTestDatabase database) : PartiesTests(database), IClassFixture<PostgresTestDatabase>;

public sealed class PartiesOnSqliteAndRedis(SqliteTestDatabase database) : PartiesTests(database, TestRedis.Fresh), IClassFixture<SqliteTestDatabase>;

public sealed class PartiesOnPostgresAndRedis(PostgresTestDatabase database) : PartiesTests(database, TestRedis.Fresh), IClassFixture<PostgresTestDatabase>;

public abstract class PartiesTests(TestDatabase database, Func<RedisOptions>? redis = null)
{
    private readonly ManualClock clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_party_is_found_by_its_id_and_by_its_code_in_any_case()
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        Assert.Equal(party.Id, (await world.Parties.ResolveAsync(party.Id.Value)).OrThrow());
        Assert.Equal(party.Id, (await world.Parties.ResolveAsync($" {party.Code.ToLowerInvariant()} ")).OrThrow());
        Assert.True((await world.Parties.ResolveAsync("NOCODE")).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.NotFound, refusal.Kind);
    }

    [Fact]
    public async Task The_parties_of_a_deleted_film_end_and_others_go_on()
    {
        await using var world = await World().StartedAsync();
        var (party, other) = (await world.CreateAsync("ana", film: "one"), await world.CreateAsync("ben", film: "other"));

        await world.Backplane.PublishAsync(Domain.Library.Library.DeletedTopic, "one"u8.ToArray());

        await Eventually.BecomesTrueAsync(async () => (await world.FindAsync(party.Id)).EndReason == "film", "the party to end");
        Assert.False((await world.FindAsync(other.Id)).IsEnded);
        await Eventually.BecomesTrueAsync(async () => !await world.Parties.WatchesAsync(new AccountId("account-ana"), new VideoId("one"), Ct), "the end on disk");
    }

    [Fact]
    public async Task Fifty_parallel_joins_to_ten_seats_give_exactly_ten()
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => world.JoinAsync(party.Id, $"viewer{i}"))));
        Assert.Equal(9, outcomes.Count(outcome => !outcome.IsRefused(out _)));
        Assert.All(outcomes, outcome => Assert.True(!outcome.IsRefused(out var refusal) || refusal.Kind == RefusalKind.PartyFull));
        await using var restarted = World();
        Assert.Equal(10, (await restarted.FindAsync(party.Id)).Members.Count);
    }

    [Fact]
    public async Task After_a_restart_the_party_is_back_where_the_film_would_be()
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        await world.JoinAsync(party.Id, "ben");
        await world.JoinAsync(party.Id, "cem");
        await world.Parties.DoAsync(party.Id, new PartyCommand.Kick(PartyDraft.Id("ana"), PartyDraft.Id("cem")), null);
        await world.Parties.DoAsync(party.Id, new PartyCommand.HandOver(PartyDraft.Id("ana"), PartyDraft.Id("ben")), null);
        var playing = (await world.Parties.DoAsync(party.Id, new PartyCommand.Play(PartyDraft.Id("ben"), 100), null)).OrThrow();
        clock.Advance(TimeSpan.FromSeconds(20));

        await using var restarted = await World().StartedAsync();
        var back = await restarted.FindAsync(party.Id);
        Assert.Equal("ben", back.Host!.Name);
        Assert.Equal(["ana", "ben"], back.MembersInOrder.Select(member => member.Name));
        Assert.True(back.Epoch > playing.Epoch);
        Assert.True(back.Playback.IsPlaying);
        Assert.Equal(120, back.Playback.PositionAt(clock.GetUtcNow(), 600), 0.5);
        Assert.True((await restarted.JoinAsync(party.Id, "cem")).IsRefused(out var kicked));
        Assert.Equal(RefusalKind.Kicked, kicked.Kind);
        Assert.True((await restarted.JoinAsync(party.Id, "ana")).OrThrow().Members[PartyDraft.Id("ana")].IsOnline);
    }

    [Fact]
    public async Task After_a_restart_the_film_has_run_on_at_the_speed_and_the_policy_of_the_room()
    {
        await using var world = World();
        var id = (await world.CreateAsync("ana")).Id;
        await world.Parties.DoAsync(id, new PartyCommand.ChangeSettings(PartyDraft.Id("ana")) { LagPolicy = LagPolicy.Quorum }, null);
        await world.Parties.DoAsync(id, new PartyCommand.ChangeRate(PartyDraft.Id("ana"), 1.75), null);
        await world.Parties.DoAsync(id, new PartyCommand.Play(PartyDraft.Id("ana"), 100), null);
        clock.Advance(TimeSpan.FromSeconds(20));

        await using var restarted = await World().StartedAsync();
        var back = await restarted.FindAsync(id);
        Assert.Equal((1.75, LagPolicy.Quorum), (back.Playback.Rate, back.Settings.LagPolicy));
        Assert.Equal(100 + (20 * 1.75), back.Playback.PositionAt(clock.GetUtcNow(), 600), 0.5);
    }

    [Fact]
    public async Task Seats_of_members_who_do_not_find_back_are_given_up_after_a_restart()
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        await world.JoinAsync(party.Id, "ben");
        await using var restarted = await World().StartedAsync();
        await Eventually.BecomesTrueAsync(async () => (await restarted.FindAsync(party.Id)).Members.Values.All(member => !member.IsOnline), "taken up");
        await restarted.JoinAsync(party.Id, "ben");
        clock.Advance(TimeSpan.FromSeconds(31));
        await Eventually.BecomesTrueAsync(async () => (await restarted.FindAsync(party.Id)).Members.Count == 1, "the seat is given up");
        Assert.Equal("ben", (await restarted.FindAsync(party.Id)).Host!.Name);
    }

    [Fact]
    public async Task An_ended_party_says_so_also_after_a_restart_and_frees_its_code()
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        await world.Parties.DoAsync(party.Id, new PartyCommand.End(PartyDraft.Id("ana")), null);
        await using var restarted = await World().StartedAsync();
        foreach (var one in new[] { world, restarted })
        {
            Assert.True((await one.JoinAsync(party.Id, "ben")).IsRefused(out var refusal));
            Assert.Equal(RefusalKind.PartyEnded, refusal.Kind);
            Assert.True((await one.FindAsync(party.Id)).IsEnded);
        }
    }

    [Fact]
    public async Task News_reach_subscribers_in_the_order_of_their_numbers()
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        var news = new ConcurrentQueue<PartyNews>();
        await using var subscription = await world.Backplane.SubscribeAsync(PartyTopics.Of(party.Id), message =>
        {
            news.Enqueue(PartyTopics.Decode(message));
            return ValueTask.CompletedTask;
        });
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() =>
            world.Parties.DoAsync(party.Id, new PartyCommand.Seek(PartyDraft.Id("ana"), i, Playing: false), "origin"))));
        await Eventually.BecomesTrueAsync(() => news.Count == 40, "all news");
        Assert.Equal(Enumerable.Range(2, 40).Select(seq => (long)seq), news.Select(one => one.Seq));
        Assert.All(news, one => Assert.Equal("origin", one.Origin));
    }

    [Fact]
    public async Task Only_who_has_a_seat_may_know_of_a_private_party_and_watch_its_film()
    {
        await using var world = World();
        var party = await world.CreateAsync("ana", film: "private film");
        Assert.False((await world.Parties.FindForAsync(party.Id, new AccountId("account-ana"))).IsRefused(out _));
        Assert.True((await world.Parties.FindForAsync(party.Id, new AccountId("account-ben"))).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.NotFound, refusal.Kind);
        Assert.True(await world.Parties.WatchesAsync(new AccountId("account-ana"), new VideoId("private film"), Ct));
        Assert.False(await world.Parties.WatchesAsync(new AccountId("account-ana"), new VideoId("another"), Ct));
        Assert.False(await world.Parties.WatchesAsync(new AccountId("account-ben"), new VideoId("private film"), Ct));
        await world.JoinAsync(party.Id, "ben");
        await world.Parties.DoAsync(party.Id, new PartyCommand.Kick(PartyDraft.Id("ana"), PartyDraft.Id("ben")), null);
        Assert.False(await world.Parties.WatchesAsync(new AccountId("account-ben"), new VideoId("private film"), Ct));
    }

    /// <summary>The same process, started again; a Redis has lost its memory too, so that only the database is left.</summary>
    private PartyWorld World() => new(database.Database, clock, redis?.Invoke());
}
