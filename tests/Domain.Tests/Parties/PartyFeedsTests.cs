using System.Collections.Concurrent;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Realtime;

namespace Matinee.Domain.Tests.Parties;

/// <summary>News that get lost on the way are told as what is different afterwards.</summary>
public sealed class PartyFeedsTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    private static readonly ProfileId Ana = PartyDraft.Id("ana");

    private readonly ManualClock clock = new();
    private readonly ConcurrentQueue<PartyNews> told = new();
    private readonly LeakyBackplane leaky = new();

    [Fact]
    public async Task After_a_gap_the_feed_tells_what_is_different_and_the_messages_that_were_missed()
    {
        await using var world = new PartyWorld(database.Database, clock);
        var id = (await world.CreateAsync("ana")).Id;
        await world.JoinAsync(id, "ben");
        await world.JoinAsync(id, "cem");
        await using var feed = await FollowAsync(world, id);
        await world.JoinAsync(id, "dan");
        await world.Parties.DoAsync(id, new PartyCommand.Leave(PartyDraft.Id("ben")), origin: null);
        await world.Parties.DoAsync(id, new PartyCommand.Kick(Ana, PartyDraft.Id("cem")), origin: null);
        await world.Parties.DoAsync(id, new PartyCommand.ChangeSettings(Ana) { LagPolicy = LagPolicy.CatchUp }, origin: null);
        await world.Parties.DoAsync(id, new PartyCommand.HandOver(Ana, PartyDraft.Id("dan")), origin: null);
        var now = (await world.Parties.DoAsync(id, new PartyCommand.Play(PartyDraft.Id("dan"), 42), origin: null)).OrThrow();
        clock.Advance(TimeSpan.FromSeconds(1));
        var message = (await world.Chat.PostAsync(id, Ana, "missed", null, null)).OrThrow();

        await leaky.Gap();

        Assert.Equal(
            ["MemberLeft ben Gone", "MemberLeft cem Kicked", "MemberChanged ana", "MemberJoined dan", "HostChanged dan", "SettingsChanged", "Played 42", "missed"],
            told.Select(news => Text(news.Event)));
        Assert.All(told, news => Assert.Equal((now.Epoch, now.Seq), (news.Epoch, news.Seq)));
        Assert.Equal(message, told.Select(news => news.Event).OfType<PartyEvent.MessagePosted>().Single().Message);
    }

    [Fact]
    public async Task What_was_told_before_the_gap_is_not_told_again()
    {
        await using var world = new PartyWorld(database.Database, clock);
        var id = (await world.CreateAsync("ana")).Id;
        await using var feed = await FollowAsync(world, id);
        await world.JoinAsync(id, "ben");
        var joined = (await world.FindAsync(id)).Members[PartyDraft.Id("ben")];
        await leaky.Deliver(new PartyNews(id, 1, 2, Origin: null, new PartyEvent.MemberJoined(joined, 2)));
        clock.Advance(TimeSpan.FromSeconds(1));
        var message = (await world.Chat.PostAsync(id, Ana, "told", null, null)).OrThrow();
        await leaky.Deliver(new PartyNews(id, 1, 2, Origin: null, new PartyEvent.MessagePosted(message)));
        told.Clear();

        await leaky.Gap();

        Assert.Empty(told);
    }

    [Fact]
    public async Task A_party_that_ended_in_the_gap_is_told_as_ended_once()
    {
        await using var world = new PartyWorld(database.Database, clock);
        var id = (await world.CreateAsync("ana")).Id;
        await using var feed = await FollowAsync(world, id);
        await world.Parties.DoAsync(id, new PartyCommand.End(Ana), origin: null);

        await leaky.Gap();
        await leaky.Gap();

        Assert.Single(told, news => news.Event is PartyEvent.Ended { Reason: "host" });
    }

    private static string Text(PartyEvent happened) => happened switch
    {
        PartyEvent.MemberLeft left => $"MemberLeft {left.Member.Name} {left.Reason}",
        PartyEvent.MemberJoined joined => $"MemberJoined {joined.Member.Name}",
        PartyEvent.MemberChanged changed => $"MemberChanged {changed.Member.Name}",
        PartyEvent.HostChanged changed => $"HostChanged {changed.NewHost.Name}",
        PartyEvent.PlaybackChanged changed => $"{changed.Change} {changed.Playback.Position}",
        PartyEvent.MessagePosted posted => posted.Message.Text,
        _ => happened.GetType().Name,
    };

    private ValueTask<IAsyncDisposable> FollowAsync(PartyWorld world, PartyId id) =>
        new PartyFeeds(leaky, world.Parties, world.Chat, clock).FollowAsync(id, news =>
        {
            told.Enqueue(news);
            return ValueTask.CompletedTask;
        });

    /// <summary>Carries only what the test hands it, and tells of gaps when the test says so.</summary>
    private sealed class LeakyBackplane : IBackplane
    {
        private Func<ReadOnlyMemory<byte>, ValueTask>? handler;

        public Func<ValueTask> Gap { get; private set; } = () => ValueTask.CompletedTask;

        public ValueTask Deliver(PartyNews news) => handler!(PartyTopics.Encode(news));

        public ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> message) => ValueTask.CompletedTask;

        public ValueTask<IAsyncDisposable> SubscribeAsync(string topic, Func<ReadOnlyMemory<byte>, ValueTask> take, Func<ValueTask>? gap = null)
        {
            (handler, Gap) = (take, gap!);
            return ValueTask.FromResult<IAsyncDisposable>(new Nothing());
        }
    }

    private sealed class Nothing : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
