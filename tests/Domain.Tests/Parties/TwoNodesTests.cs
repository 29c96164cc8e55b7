using System.Collections.Concurrent;
using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Realtime.Redis;

namespace Matinee.Domain.Tests.Parties;

public sealed class TwoNodesOnSqlite(SqliteTestDatabase database) : TwoNodesTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class TwoNodesOnPostgres(PostgresTestDatabase database) : TwoNodesTests(database), IClassFixture<PostgresTestDatabase>;

/// <summary>Two processes on one Redis and one database.</summary>
public abstract class TwoNodesTests : IAsyncDisposable
{
    private static readonly ProfileId Ana = PartyDraft.Id("ana");

    private readonly ManualClock clock = new();
    private readonly RedisOptions redis = TestRedis.Fresh();
    private readonly TestDatabase database;
    private readonly PartyWorld one;
    private readonly PartyWorld two;

    protected TwoNodesTests(TestDatabase database)
    {
        this.database = database;
        one = new PartyWorld(database.Database, clock, redis);
        two = new PartyWorld(database.Database, clock, redis);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    [Fact]
    public async Task Both_nodes_hear_one_order_whoever_commands()
    {
        var id = (await one.CreateAsync("ana")).Id;
        var heard = new[] { new ConcurrentQueue<(long Epoch, long Seq, string Event)>(), new ConcurrentQueue<(long Epoch, long Seq, string Event)>() };
        await using var first = await ListenAsync(one, id, heard[0]);
        await using var second = await ListenAsync(two, id, heard[1]);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() =>
            (i % 2 == 0 ? one : two).Parties.DoAsync(id, new PartyCommand.Seek(Ana, i, Playing: false), origin: null))));
        await Eventually.BecomesTrueAsync(() => heard.All(node => node.Count == 100), "all news on both nodes");

        Assert.Equal(Enumerable.Range(2, 100).Select(seq => (1L, (long)seq)), heard[0].Select(news => (news.Epoch, news.Seq)));
        Assert.Equal(heard[0], heard[1]);
        Assert.Equal(101, (await StoredAsync(id)).Seq);
    }

    [Fact]
    public async Task Joins_on_both_nodes_fill_the_seats_exactly_and_all_are_in_the_database()
    {
        var id = (await one.CreateAsync("ana")).Id;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => (i % 2 == 0 ? one : two).JoinAsync(id, $"viewer{i}"))));

        Assert.Equal(9, outcomes.Count(outcome => !outcome.IsRefused(out _)));
        var names = (await two.FindAsync(id)).MembersInOrder.Select(member => member.Name);
        Assert.Equal(names, (await StoredAsync(id)).MembersInOrder.Select(member => member.Name));
    }

    [Fact]
    public async Task A_party_that_only_the_database_has_is_taken_up_once()
    {
        var id = (await one.CreateAsync("ana")).Id;
        var empty = TestRedis.Fresh();
        await using var three = new PartyWorld(database.Database, clock, empty);
        await using var four = new PartyWorld(database.Database, clock, empty);

        var found = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => (i % 2 == 0 ? three : four).FindAsync(id))));

        Assert.All(found, party => Assert.Equal(2, party.Epoch));
        await Eventually.BecomesTrueAsync(async () => (await StoredAsync(id)).Epoch == 2, "the epoch is on disk");
    }

    [Fact]
    public async Task The_connections_of_a_lost_node_are_taken_out_and_the_host_hands_over_after_the_grace()
    {
        var id = (await one.CreateAsync("ana")).Id;
        await two.JoinAsync(id, "ben");

        await two.Keeper.ClearAsync(one.Node);

        var left = await two.FindAsync(id);
        Assert.False(left.Members[Ana].IsOnline);
        Assert.True(left.Members[PartyDraft.Id("ben")].IsOnline);
        clock.Advance(TimeSpan.FromSeconds(31));
        await Eventually.BecomesTrueAsync(async () => (await two.FindAsync(id)).Host?.Name == "ben", "the host hands over");
    }

    [Fact]
    public async Task Who_has_come_back_through_the_other_node_stays_when_the_first_is_cleared_away()
    {
        var id = (await one.CreateAsync("ana")).Id;
        await two.JoinAsync(id, "ana");

        await two.Keeper.ClearAsync(one.Node);

        var ana = (await two.FindAsync(id)).Members[Ana];
        Assert.True(ana.IsOnline);
        Assert.Null(ana.SeatUntil);
    }

    [Fact]
    public async Task What_a_lost_node_told_and_did_not_write_is_written_by_another()
    {
        var id = (await one.CreateAsync("ana")).Id;
        await one.JoinAsync(id, "ben");
        await database.Database.WriteAsync(session => session.ExecuteAsync("delete from party_members where profile_id = 'ben'"));

        await two.Keeper.ClearAsync(one.Node);

        Assert.Contains((await StoredAsync(id)).Members.Values, member => member.Name == "ben");
    }

    [Fact]
    public async Task After_a_long_time_without_any_node_the_film_stands_where_it_was_last_watched()
    {
        var id = (await one.CreateAsync("ana")).Id;
        await one.Parties.DoAsync(id, new PartyCommand.Play(Ana, 100), origin: null);
        clock.Advance(TimeSpan.FromSeconds(20));
        await database.Database.WriteAsync(session => new PartyStore().SaveAliveAsync(session, id, clock.GetUtcNow()));
        clock.Advance(TimeSpan.FromMinutes(6));

        await two.Keeper.ClearAsync(one.Node);

        var playback = (await two.FindAsync(id)).Playback;
        Assert.False(playback.IsPlaying);
        Assert.InRange(playback.Position, 119, 120);
    }

    [Fact]
    public async Task A_node_that_was_taken_for_lost_enters_its_connections_again()
    {
        await one.StartedAsync();
        var id = (await one.CreateAsync("ana")).Id;
        await two.Keeper.ClearAsync(one.Node);
        Assert.False((await two.FindAsync(id)).Members[Ana].IsOnline);

        one.TellReturned();
        await one.Keeper.RepairAsync();

        Assert.True((await two.FindAsync(id)).Members[Ana].IsOnline);
    }

    [Fact]
    public async Task A_state_that_reaches_the_database_late_does_not_undo_a_newer_one()
    {
        var early = await one.CreateAsync("ana");
        var joined = (await one.JoinAsync(early.Id, "ben")).OrThrow();
        var left = (await two.Parties.DoAsync(early.Id, new PartyCommand.Leave(PartyDraft.Id("ben")), origin: null)).OrThrow();

        await one.Journal.RecordAsync(joined, [new PartyEvent.MemberJoined(joined.Members[PartyDraft.Id("ben")], 2)]);

        var stored = await StoredAsync(early.Id);
        Assert.Equal(left.Seq, stored.Seq);
        Assert.DoesNotContain(stored.Members.Values, member => member.Name == "ben");
    }

    [Fact]
    public async Task Messages_from_both_nodes_have_places_of_their_own()
    {
        var id = (await one.CreateAsync("ana")).Id;

        var posted = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() =>
            (i % 2 == 0 ? one : two).Chat.PostAsync(id, Ana, $"message {i}", null, $"client-{i}"))));

        Assert.Equal(100, posted.Select(outcome => outcome.OrThrow().Ordinal).Distinct().Count());
        var (stored, _) = await two.Chat.MessagesAsync(id, limit: 100);
        Assert.Equal(posted.Select(outcome => outcome.OrThrow().Text).Order(), stored.Select(message => message.Text).Order());
    }

    private static ValueTask<IAsyncDisposable> ListenAsync(PartyWorld world, PartyId party, ConcurrentQueue<(long, long, string)> heard) =>
        world.Backplane.SubscribeAsync(PartyTopics.Of(party), message =>
        {
            var news = PartyTopics.Decode(message);
            heard.Enqueue((news.Epoch, news.Seq, news.Event.ToString()));
            return ValueTask.CompletedTask;
        });

    private async Task<Party> StoredAsync(PartyId id) => (await database.Database.ReadAsync(session => new PartyStore().FindAsync(session, id)))!.Party;
}
