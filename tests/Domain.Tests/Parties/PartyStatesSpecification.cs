using System.Collections.Concurrent;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Realtime.Redis;

namespace Matinee.Domain.Tests.Parties;

public sealed class MemoryPartyStatesTests(SqliteTestDatabase database) : PartyStatesSpecification(database), IClassFixture<SqliteTestDatabase>;

public sealed class RedisPartyStatesOnSqliteTests(SqliteTestDatabase database)
    : PartyStatesSpecification(database, TestRedis.Fresh), IClassFixture<SqliteTestDatabase>;

public sealed class RedisPartyStatesOnPostgresTests(PostgresTestDatabase database)
    : PartyStatesSpecification(database, TestRedis.Fresh), IClassFixture<PostgresTestDatabase>;

/// <summary>What every keeper of parties' states keeps to.</summary>
public abstract class PartyStatesSpecification(TestDatabase database, Func<RedisOptions>? redis = null)
{
    private readonly ManualClock clock = new();
    private readonly PartyOptions options = new();

    [Fact]
    public async Task Each_update_sees_what_the_one_before_it_left()
    {
        await using var world = World();
        var id = (await world.CreateAsync("ana")).Id;
        var seen = new ConcurrentBag<long>();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => world.States.UpdateAsync(id, origin: null, party =>
        {
            var outcome = PartyRules.Decide(party, new PartyCommand.Seek(PartyDraft.Id("ana"), i, Playing: false), clock.GetUtcNow(), options);
            seen.Add(outcome.OrThrow().Next.Seq);
            return outcome;
        }))));

        Assert.Equal(Enumerable.Range(2, 60).Select(seq => (long)seq), seen.Order());
        Assert.Equal(61, (await world.FindAsync(id)).Seq);
    }

    [Fact]
    public async Task A_refusal_changes_nothing_and_tells_nobody()
    {
        await using var world = World();
        var before = await world.CreateAsync("ana");
        var news = new ConcurrentQueue<PartyNews>();
        await using var subscription = await ListenAsync(world, before.Id, news);

        var outcome = await world.States.UpdateAsync(before.Id, origin: null, _ => Refusal.NotFound("Nothing"));
        await world.States.PublishAsync(before, origin: null, new PartyEvent.Ended("a sign that all before it has come"));
        await Eventually.BecomesTrueAsync(() => !news.IsEmpty, "news");

        Assert.True(outcome.IsRefused(out _));
        Assert.IsType<PartyEvent.Ended>(Assert.Single(news).Event);
        Assert.Equal(before.Seq, (await world.FindAsync(before.Id)).Seq);
    }

    [Fact]
    public async Task Nothing_is_known_of_a_party_that_never_was()
    {
        await using var world = World();
        var id = new PartyId(Guid.CreateVersion7().ToString());

        Assert.True((await world.States.UpdateAsync(id, origin: null, party => new Decision(party, []))).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.NotFound, refusal.Kind);
        Assert.Null(await world.States.FindAsync(id));
    }

    [Fact]
    public async Task The_whole_state_is_kept()
    {
        await using var world = World();
        var id = (await world.CreateAsync("ana")).Id;
        foreach (var name in new[] { "ben", "cem" }) await world.JoinAsync(id, name);
        PartyCommand[] commands =
        [
            new PartyCommand.Kick(PartyDraft.Id("ana"), PartyDraft.Id("cem")),
            new PartyCommand.ReportBuffering(PartyDraft.Id("ben"), IsBuffering: false),
            new PartyCommand.ReportLatency(PartyDraft.Id("ben"), TimeSpan.FromMilliseconds(123.456)),
            new PartyCommand.ChangeSettings(PartyDraft.Id("ana")) { LagPolicy = LagPolicy.Quorum, GuestsAllowed = false },
            new PartyCommand.Play(PartyDraft.Id("ana"), 12.34),
            new PartyCommand.ChangeRate(PartyDraft.Id("ana"), 1.3),
            new PartyCommand.Seek(PartyDraft.Id("ana"), 98.76, Playing: null),
            new PartyCommand.ReportBuffering(PartyDraft.Id("ben"), IsBuffering: true),
        ];
        Decision? last = null;
        foreach (var command in commands)
        {
            last = (await world.States.UpdateAsync(id, origin: null, party => PartyRules.Decide(party, command, clock.GetUtcNow(), options))).OrThrow();
            clock.Advance(TimeSpan.FromSeconds(0.1));
        }

        var found = await world.FindAsync(id);
        var expected = last!.Next;
        Assert.Equal(expected.Members.Values.Select(Text).Order(), found.Members.Values.Select(Text).Order());
        Assert.Equal(expected.Kicked, found.Kicked);
        Assert.Equal(expected.Playback, found.Playback);
        Assert.NotNull(found.Playback.Undo);
        Assert.Equal((expected.Settings, expected.Status, expected.Epoch, expected.Seq), (found.Settings, found.Status, found.Epoch, found.Seq));
        Assert.Equal((expected.Content, expected.Code, expected.CreatedAt, expected.MaxMembers), (found.Content, found.Code, found.CreatedAt, found.MaxMembers));
        Assert.NotNull(found.Members[PartyDraft.Id("ben")].StalledSince);
    }

    [Fact]
    public async Task A_seat_is_given_up_when_its_time_comes()
    {
        await using var world = World();
        var id = (await world.CreateAsync("ana")).Id;
        await world.JoinAsync(id, "ben");
        await world.Parties.DoAsync(id, new PartyCommand.Disconnect(PartyDraft.Id("ben"), PartyDraft.Connection("ben")), origin: null);

        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(2, (await world.FindAsync(id)).Members.Count);
        clock.Advance(TimeSpan.FromSeconds(2));

        await Eventually.BecomesTrueAsync(async () => (await world.FindAsync(id)).Members.Count == 1, "the seat is given up");
    }

    [Fact]
    public async Task An_ended_party_takes_no_more_updates_and_is_found_as_it_ended()
    {
        await using var world = World();
        var id = (await world.CreateAsync("ana")).Id;
        await world.Parties.DoAsync(id, new PartyCommand.End(PartyDraft.Id("ana")), origin: null);

        Assert.True((await world.Parties.DoAsync(id, new PartyCommand.Play(PartyDraft.Id("ana"), 1), origin: null)).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.PartyEnded, refusal.Kind);
        Assert.Equal("host", (await world.FindAsync(id)).EndReason);
    }

    [Fact]
    public async Task A_party_whose_film_runs_is_among_those_that_play()
    {
        await using var world = World();
        var id = (await world.CreateAsync("ana")).Id;
        Assert.DoesNotContain(id, world.States.Playing);
        await world.Parties.DoAsync(id, new PartyCommand.Play(PartyDraft.Id("ana"), 1), origin: null);
        Assert.Contains(id, world.States.Playing);
        await world.Parties.DoAsync(id, new PartyCommand.Pause(PartyDraft.Id("ana"), 1), origin: null);
        Assert.DoesNotContain(id, world.States.Playing);
    }

    private static string Text(Member member) => $"{member with { Connections = [] }} {string.Join(' ', member.Connections.Order())}";

    private static ValueTask<IAsyncDisposable> ListenAsync(PartyWorld world, PartyId party, ConcurrentQueue<PartyNews> news) =>
        world.Backplane.SubscribeAsync(PartyTopics.Of(party), message =>
        {
            news.Enqueue(PartyTopics.Decode(message));
            return ValueTask.CompletedTask;
        });

    private PartyWorld World() => new(database.Database, clock, redis?.Invoke());
}
