using Matinee.Domain.Kernel;
using Matinee.Domain.Progress;
using Matinee.Domain.Progress.Redis;
using Matinee.Realtime.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Matinee.Domain.Tests.Progress;

public sealed class ProgressOnRedis : ProgressSpecification, IAsyncLifetime
{
    private RedisServer? server;
    private RedisConnection? redis;

    protected override IProgress Progress => new RedisProgress(redis!, Clock);

    public async ValueTask InitializeAsync()
    {
        server = await RedisServer.StartNewAsync();
        redis = RedisProgressTests.Connect(server);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (redis is not null) await redis.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
    }
}

/// <summary>The layout that other programs share, what they write beside us, and a Redis that is not well.</summary>
public sealed class RedisProgressTests
{
    private static readonly ProgressOwner Ana = new("user_123456");

    private readonly ManualClock clock = new();

    [Fact]
    public async Task Plain_ids_give_exactly_the_documented_key_value_and_lifetime()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var redis = Connect(server);
        await new RedisProgress(redis, clock).SaveAsync(Ana, new("tt.12-34_5"), 3600);
        await AsAnotherAsync(server, async other =>
        {
            const string Key = "resume:user_123456:tt.12-34_5";
            Assert.Equal("""{"currentTime":3600,"updatedAt":"2026-03-01T20:00:00.000Z"}""", (string)await other.StringGetAsync(Key));
            Assert.Equal(30 * 86400, (await other.KeyTimeToLiveAsync(Key))!.Value.TotalSeconds, 30d);
            await other.KeyExpireAsync(Key, TimeSpan.FromSeconds(100));
            await new RedisProgress(redis, clock).SaveAsync(Ana, new("tt.12-34_5"), 3601);
            Assert.Equal(30 * 86400, (await other.KeyTimeToLiveAsync(Key))!.Value.TotalSeconds, 30d);
            return true;
        });
    }

    [Theory]
    [InlineData("a:b", "c", "resume:a%3Ab:c")]
    [InlineData("a", "b:c", "resume:a:b%3Ac")]
    [InlineData("a%3Ab", "*", "resume:a%253Ab:%2A")]
    [InlineData("[x]", "a?\\", "resume:%5Bx%5D:a%3F%5C")]
    [InlineData("a b", "ж", "resume:a b:ж")]
    public void Other_ids_are_escaped(string owner, string title, string key)
    {
        Assert.Equal(key, (string)ProgressKeys.Entry(new(owner), new(title)));
        Assert.True(ProgressKeys.TryParse(key, out var parsedOwner, out var parsedTitle));
        Assert.Equal((owner, title), (parsedOwner.Value, parsedTitle.Value));
    }

    [Theory]
    [InlineData("resume:a")]
    [InlineData("resume:a:b:c")]
    [InlineData("resume::b")]
    [InlineData("resume:a:")]
    [InlineData("resume:a:*")]
    [InlineData("resume:a:%2a")]
    [InlineData("resume:a:%41")]
    public void A_key_that_no_two_ids_give_is_none_of_ours(string key) => Assert.False(ProgressKeys.TryParse(key, out _, out _));

    [Fact]
    public async Task What_another_program_writes_is_found_at_once_and_listed_when_Redis_has_told_of_it()
    {
        await using var server = await RedisServer.StartNewAsync();
        await AssertOthersEntriesAreListedAsync(server);
        Assert.Contains("K", await AsAnotherAsync(server, async other => (string)((RedisValue[])await other.ExecuteAsync("CONFIG", "GET", "notify-keyspace-events"))[1]!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_Redis_tells_nothing_the_walk_finds_it()
    {
        await using var server = await RedisServer.StartNewAsync("--rename-command", "CONFIG", "");
        await AssertOthersEntriesAreListedAsync(server);
    }

    [Fact]
    public async Task What_is_no_progress_is_not_there()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var redis = Connect(server);
        var progress = new RedisProgress(redis, clock);
        string[] values = ["", "x", "1", "[]", "{}", """{"currentTime":"1","updatedAt":"2026-01-01"}""", """{"currentTime":-1,"updatedAt":"2026-01-01"}""",
            """{"currentTime":1e999,"updatedAt":"2026-01-01"}""", """{"currentTime":1,"updatedAt":"yesterday"}""", """{"currentTime":1}"""];
        foreach (var value in values)
        {
            await progress.SaveAsync(Ana, new("1"), 1);
            await AsAnotherAsync(server, other => other.StringSetAsync("resume:user_123456:1", value));
            Assert.True((await progress.FindAsync(Ana, new("1"))).IsRefused(out var refusal));
            Assert.Equal(RefusalKind.NotFound, refusal.Kind);
            Assert.Empty((await progress.ListAsync(Ana)).OrThrow());
        }

        await progress.SaveAsync(Ana, new("2"), 1);
        await AsAnotherAsync(server, async other => await other.KeyDeleteAsync("resume:user_123456:2") && await other.SetAddAsync("resume:user_123456:2", "a set"));
        Assert.True((await progress.FindAsync(Ana, new("2"))).IsRefused(out var other));
        Assert.Equal(RefusalKind.NotFound, other.Kind);
        Assert.Empty((await progress.ListAsync(Ana)).OrThrow());
    }

    [Fact]
    public async Task What_expired_or_was_deleted_by_others_leaves_the_list_and_the_index()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var redis = Connect(server);
        var progress = new RedisProgress(redis, clock);
        foreach (var title in new[] { "a", "b", "c" }) await progress.SaveAsync(Ana, new(title), 1);
        await AsAnotherAsync(server, other => other.KeyDeleteAsync("resume:user_123456:b"));
        Assert.Equal(["a", "c"], (await progress.ListAsync(Ana)).OrThrow().Select(saved => saved.Title.Value));
        Assert.Equal(2, await AsAnotherAsync(server, other => other.SetLengthAsync("matinee:progress:user_123456")));
    }

    [Fact]
    public async Task A_Redis_that_is_gone_or_silent_is_told_at_once_and_back_by_itself()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var redis = Connect(server);
        var progress = new RedisProgress(redis, clock);
        Assert.True((await progress.SaveAsync(Ana, new("1"), 1)).Succeeded(out _, out _));

        await server.KillAsync();
        await AssertUnavailableAsync(progress);
        await server.StartAsync();
        await Eventually.BecomesTrueAsync(async () => (await progress.SaveAsync(Ana, new("1"), 2)).Succeeded(out _, out _), "progress is back");

        await server.StopAsync();
        await AssertUnavailableAsync(progress);
        await server.ContinueAsync();
        await Eventually.BecomesTrueAsync(async () => (await progress.SaveAsync(Ana, new("1"), 3)).Succeeded(out _, out _), "progress is back");
        Assert.Equal(3, (await progress.FindAsync(Ana, new("1"))).OrThrow().Position);
    }

    [Fact]
    public async Task A_Redis_that_comes_after_us_is_found()
    {
        await using var server = await RedisServer.StartNewAsync();
        await server.KillAsync();
        await using var redis = Connect(server);
        var progress = new RedisProgress(redis, clock);
        await AssertUnavailableAsync(progress);
        await server.StartAsync();
        await Eventually.BecomesTrueAsync(async () => (await progress.SaveAsync(Ana, new("1"), 1)).Succeeded(out _, out _), "progress is there");
    }

    internal static RedisConnection Connect(RedisServer server) =>
        new(new RedisOptions(server.ConnectionString), NullLogger<RedisConnection>.Instance);

    /// <summary>As another program that uses the same Redis.</summary>
    private static async Task<T> AsAnotherAsync<T>(RedisServer server, Func<IDatabase, Task<T>> work)
    {
        using var other = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        return await work(other.GetDatabase());
    }

    private static async Task AssertUnavailableAsync(RedisProgress progress)
    {
        Assert.True((await progress.SaveAsync(Ana, new("1"), 9)).IsRefused(out var save));
        Assert.True((await progress.FindAsync(Ana, new("1"))).IsRefused(out var find));
        Assert.True((await progress.ListAsync(Ana)).IsRefused(out var list));
        Assert.True((await progress.RemoveAsync(Ana, new("1"))).IsRefused(out var remove));
        Assert.All(new[] { save, find, list, remove }, refusal => Assert.Equal(RefusalKind.Unavailable, refusal.Kind));
    }

    private async Task AssertOthersEntriesAreListedAsync(RedisServer server)
    {
        await using var redis = Connect(server);
        var progress = new RedisProgress(redis, clock);
        await WriteAsync(server, "before");
        using var index = new RedisProgressIndex(redis, TimeProvider.System, NullLogger<RedisProgressIndex>.Instance);
        await index.StartAsync(CancellationToken.None);
        await Eventually.BecomesTrueAsync(async () => await ListsAsync(progress, "before"), "what was there is listed");
        await WriteAsync(server, "after");
        Assert.Equal(77.5, (await progress.FindAsync(Ana, new("after"))).OrThrow().Position);
        if (await HearsAsync(server)) await Eventually.BecomesTrueAsync(async () => await ListsAsync(progress, "after"), "what came is listed");
        await index.StopAsync(CancellationToken.None);
    }

    private static Task<bool> HearsAsync(RedisServer server) => AsAnotherAsync(server, async other =>
    {
        try
        {
            await other.ExecuteAsync("CONFIG", "GET", "port");
            return true;
        }
        catch (RedisServerException)
        {
            return false;
        }
    });

    private static Task<bool> WriteAsync(RedisServer server, string title) => AsAnotherAsync(server, other =>
        other.StringSetAsync($"resume:user_123456:{title}", """{ "updatedAt": "2026-02-03T04:05:06.789Z", "currentTime": 77.5, "by": "another program" }"""));

    private static async Task<bool> ListsAsync(RedisProgress progress, string title) =>
        (await progress.ListAsync(Ana)).OrThrow().Any(saved => saved.Title.Value == title);
}
