using System.Collections.Concurrent;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Realtime.Redis;

namespace Matinee.Domain.Tests.Parties;

public sealed class PartyChatOnSqlite(SqliteTestDatabase database) : PartyChatTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PartyChatOnPostgres(PostgresTestDatabase database) : PartyChatTests(database), IClassFixture<PostgresTestDatabase>;

public sealed class PartyChatOnSqliteAndRedis(SqliteTestDatabase database) : PartyChatTests(database, TestRedis.Fresh), IClassFixture<SqliteTestDatabase>;

public sealed class PartyChatOnPostgresAndRedis(PostgresTestDatabase database) : PartyChatTests(database, TestRedis.Fresh), IClassFixture<PostgresTestDatabase>;

public abstract class PartyChatTests(TestDatabase database, Func<RedisOptions>? redis = null)
{
    private static readonly ProfileId Ana = PartyDraft.Id("ana");

    [Fact]
    public async Task Messages_are_kept_in_the_order_in_which_they_were_told_to_all()
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        var told = new ConcurrentQueue<string>();
        await using var subscription = await world.Backplane.SubscribeAsync(PartyTopics.Of(party.Id), message =>
        {
            if (PartyTopics.Decode(message).Event is PartyEvent.MessagePosted posted) told.Enqueue(posted.Message.Text);
            return ValueTask.CompletedTask;
        });
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => world.Chat.PostAsync(party.Id, Ana, $"message {i}", i, clientId: null)));
        await Eventually.BecomesTrueAsync(() => told.Count == 60, "all messages");

        await using var restarted = World();
        var (newest, hasMore) = await restarted.Chat.MessagesAsync(party.Id, limit: 50);
        Assert.True(hasMore);
        Assert.Equal(told.Skip(10), newest.Select(message => message.Text));
        var (older, more) = await restarted.Chat.MessagesAsync(party.Id, limit: 50, before: newest[0].CreatedAt);
        Assert.False(more);
        Assert.Equal(told.Take(10), older.Select(message => message.Text));
        Assert.Equal(60, older.Concat(newest).Select(message => message.CreatedAt.ToUnixTimeMilliseconds()).Distinct().Count());
    }

    [Fact]
    public async Task Posting_again_with_the_same_client_id_posts_once()
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        var posted = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.Chat.PostAsync(party.Id, Ana, "once", 1, "client-1")));
        Assert.Single(posted.Select(outcome => outcome.OrThrow().Id).Distinct());
        await using var restarted = World();
        await restarted.JoinAsync(party.Id, "ana");
        Assert.Equal(posted[0].OrThrow(), (await restarted.Chat.PostAsync(party.Id, Ana, "once", 1, "client-1")).OrThrow());
        Assert.Single((await restarted.Chat.MessagesAsync(party.Id, 50)).Messages);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("  \t\n ", null)]
    [InlineData("\0\u0001", null)]
    [InlineData("hello", "")]
    public async Task What_is_no_message_is_refused(string text, string? clientId)
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        Assert.True((await world.Chat.PostAsync(party.Id, Ana, text, null, clientId)).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.Invalid, refusal.Kind);
        Assert.Empty((await world.Chat.MessagesAsync(party.Id, 50)).Messages);
    }

    [Fact]
    public async Task A_message_has_at_most_500_characters_as_people_count_them()
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        var family = string.Concat(Enumerable.Repeat("👩🏽‍🚀", 500));
        Assert.Equal(family, (await world.Chat.PostAsync(party.Id, Ana, family, null, null)).OrThrow().Text);
        Assert.True((await world.Chat.PostAsync(party.Id, Ana, new string('x', 501), null, null)).IsRefused(out _));
        var stacked = "x" + new string('\u0301', 100_000);
        Assert.True((await world.Chat.PostAsync(party.Id, Ana, stacked, null, null)).IsRefused(out _));
    }

    [Fact]
    public async Task Control_characters_are_dropped_and_the_text_is_otherwise_kept_as_it_is()
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        var message = (await world.Chat.PostAsync(party.Id, Ana, " <b>'; drop table\u0000 x\u0007 \"\\\n😂 ", 1.25, null)).OrThrow();
        Assert.Equal("<b>'; drop table x \"\\\n😂", message.Text);
        Assert.Equal(message, Assert.Single((await world.Chat.MessagesAsync(party.Id, 50)).Messages));
    }

    [Fact]
    public async Task Only_members_speak()
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        var zoe = PartyDraft.Id("zoe");
        Assert.True((await world.Chat.PostAsync(party.Id, zoe, "hello", null, null)).IsRefused(out var message));
        Assert.True((await world.Chat.ReactAsync(party.Id, zoe, "😂", 0.5, 0.5, null)).IsRefused(out var reaction));
        Assert.True((await world.Chat.TypeAsync(party.Id, zoe, isTyping: true, null)).IsRefused(out var typing));
        Assert.All([message, reaction, typing], refusal => Assert.Equal(RefusalKind.NotMember, refusal!.Kind));
    }

    [Theory]
    [InlineData("😂", 0, 1, true)]
    [InlineData("👨‍👩‍👧‍👦", 0.5, 0.5, true)]
    [InlineData("🇩🇪", 0.5, 0.5, true)]
    [InlineData("❤️", 0.5, 0.5, true)]
    [InlineData("1️⃣", 0.5, 0.5, true)]
    [InlineData("😂😂", 0.5, 0.5, false)]
    [InlineData("a", 0.5, 0.5, false)]
    [InlineData("", 0.5, 0.5, false)]
    [InlineData("😂", 1.01, 0.5, false)]
    [InlineData("😂", 0.5, double.NaN, false)]
    public async Task A_reaction_is_one_emoji_within_the_picture(string emoji, double x, double y, bool isOne)
    {
        await using var world = World();
        var party = await world.CreateAsync("ana");
        Assert.Equal(isOne, !(await world.Chat.ReactAsync(party.Id, Ana, emoji, x, y, 3)).IsRefused(out _));
    }

    private PartyWorld World() => new(database.Database, new ManualClock(), redis?.Invoke());
}
