using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Matinee.Realtime.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.Realtime.Tests;

/// <summary>Redis stops answering, dies, loses its memory, and comes back: nobody restarts anything here.</summary>
public sealed class RedisOutageTests : IAsyncLifetime
{
    // A command's own limit is 1.5 s; whoever waits for the test's limit instead is stuck.
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(6);

    private readonly ManualClock clock = new();
    private RedisServer server = null!;
    private RedisConnection redis = null!;
    private RedisBackplane backplane = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RedisServer.StartNewAsync();
        redis = TestRedis.Connect(server.ConnectionString, "matinee:");
        backplane = new RedisBackplane(redis, NullLogger<RedisBackplane>.Instance);
        await Eventually.BecomesTrueAsync(() => redis.IsUp, "the first answer");
    }

    public async ValueTask DisposeAsync()
    {
        await backplane.DisposeAsync();
        await redis.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task While_Redis_is_stopped_commands_fail_soon_and_then_at_once()
    {
        var counters = new RedisCounters(redis, clock);
        await counters.AddAsync("ana", TimeSpan.FromMinutes(1));
        await server.StopAsync();

        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => counters.AddAsync("ana", TimeSpan.FromMinutes(1)).AsTask()).WaitAsync(Prompt);
        await Eventually.BecomesTrueAsync(() => !redis.IsUp, "the outage is noticed");
        var before = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => counters.ReadAsync("ana").AsTask());
        Assert.True(Stopwatch.GetElapsedTime(before) < TimeSpan.FromSeconds(1));

        await server.ContinueAsync();
        await Eventually.BecomesTrueAsync(() => redis.IsUp, "the recovery is noticed");
        Assert.InRange((await counters.AddAsync("ana", TimeSpan.FromMinutes(1))).Count, 2, 3);
    }

    [Fact]
    public async Task A_Redis_that_was_killed_serves_again_when_it_is_started_again()
    {
        var counters = new RedisCounters(redis, clock);
        await counters.AddAsync("ana", TimeSpan.FromMinutes(1));
        await server.KillAsync();

        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => counters.AddAsync("ana", TimeSpan.FromMinutes(1)).AsTask()).WaitAsync(Prompt);
        await Eventually.BecomesTrueAsync(() => !redis.IsUp, "the outage is noticed");
        await server.StartAsync();
        await Eventually.BecomesTrueAsync(() => redis.IsUp, "the recovery is noticed");

        Assert.Equal(1, (await counters.AddAsync("ana", TimeSpan.FromMinutes(1))).Count);
    }

    [Fact]
    public async Task A_connection_made_before_Redis_starts_works_when_it_has_started()
    {
        await server.KillAsync();
        await using var early = TestRedis.Connect(server.ConnectionString, "early:");
        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => early.RunAsync(database => database.PingAsync()));
        await server.StartAsync();

        await Eventually.BecomesTrueAsync(() => early.IsUp, "the first answer");

        await early.RunAsync(database => database.PingAsync());
    }

    [Fact]
    public async Task A_subscription_that_was_cut_off_hears_of_the_gap_and_then_of_new_messages()
    {
        var heard = new ConcurrentQueue<string>();
        await using var subscription = await ListenAsync(backplane, "film", heard);
        await server.KillAsync();
        await backplane.PublishAsync("film", "lost"u8.ToArray());
        await server.StartAsync();
        await Eventually.BecomesTrueAsync(() => heard.Contains("gap"), "the gap");

        await backplane.PublishAsync("film", "new"u8.ToArray());
        await Eventually.BecomesTrueAsync(() => heard.Contains("new"), "the message after it");

        Assert.DoesNotContain("lost", heard);
        Assert.Equal("new", heard.Last());
    }

    [Fact]
    public async Task A_subscription_whose_connection_alone_breaks_hears_of_the_gap()
    {
        var heard = new ConcurrentQueue<string>();
        await using var subscription = await ListenAsync(backplane, "film", heard);

        await server.SendAsync("CLIENT KILL TYPE pubsub");

        await Eventually.BecomesTrueAsync(() => heard.Contains("gap"), "the gap");
        await backplane.PublishAsync("film", "new"u8.ToArray());
        await Eventually.BecomesTrueAsync(() => heard.Contains("new"), "the message after it");
    }

    [Fact]
    public async Task A_message_that_could_not_be_sent_is_a_gap_on_the_nodes_that_were_never_cut_off()
    {
        await using var relay = await TcpRelay.StartAsync(server.Port);
        await using var cutOff = TestRedis.Connect($"127.0.0.1:{relay.Port}", "matinee:");
        await using var sender = new RedisBackplane(cutOff, NullLogger<RedisBackplane>.Instance);
        await Eventually.BecomesTrueAsync(() => cutOff.IsUp, "the first answer");
        var heard = new ConcurrentQueue<string>();
        var other = new ConcurrentQueue<string>();
        await using var subscription = await ListenAsync(backplane, "film", heard);
        await using var unconcerned = await ListenAsync(backplane, "other", other);
        relay.Cut();
        await Eventually.BecomesTrueAsync(() => !cutOff.IsUp, "the sender is cut off");

        await sender.PublishAsync("film", "lost"u8.ToArray());
        relay.Mend();
        await Eventually.BecomesTrueAsync(() => heard.Contains("gap"), "the gap");

        Assert.DoesNotContain("gap", other);
    }

    [Fact]
    public async Task A_subscription_made_while_Redis_is_away_hears_of_the_gap_when_it_is_back()
    {
        await server.KillAsync();
        await Eventually.BecomesTrueAsync(() => !redis.IsUp, "the outage is noticed");
        var heard = new ConcurrentQueue<string>();
        await using var subscription = await ListenAsync(backplane, "film", heard);
        await server.StartAsync();
        await Eventually.BecomesTrueAsync(() => heard.Contains("gap"), "the gap");

        await backplane.PublishAsync("film", "new"u8.ToArray());
        await Eventually.BecomesTrueAsync(() => heard.Contains("new"), "the message after it");
    }

    [Fact]
    public async Task A_connection_that_stays_silent_is_made_anew()
    {
        await using var relay = await TcpRelay.StartAsync(server.Port);
        await using var silent = TestRedis.Connect($"127.0.0.1:{relay.Port}", "matinee:");
        await using var listener = new RedisBackplane(silent, NullLogger<RedisBackplane>.Instance);
        await Eventually.BecomesTrueAsync(() => silent.IsUp, "the first answer");
        var heard = new ConcurrentQueue<string>();
        await using var subscription = await ListenAsync(listener, "film", heard);

        relay.Freeze();
        await Eventually.BecomesTrueAsync(() => !silent.IsUp, "the silence is noticed");
        await Eventually.BecomesTrueAsync(() => silent.IsUp, "a new connection");
        await Eventually.BecomesTrueAsync(() => heard.Contains("gap"), "the gap");
        await backplane.PublishAsync("film", "new"u8.ToArray());
        await Eventually.BecomesTrueAsync(() => heard.Contains("new"), "the message after it");
    }

    [Fact]
    public async Task A_node_that_stops_renewing_is_lost_to_the_others_until_it_is_forgotten()
    {
        using var one = new RedisNodes(redis, TimeProvider.System);
        var two = new RedisNodes(redis, TimeProvider.System);
        await one.StartAsync(CancellationToken.None);
        await two.StartAsync(CancellationToken.None);
        Assert.Empty(await one.LostAsync());

        // Ends its loop and leaves its lease as it is, as a kill does.
        two.Dispose();
        await Eventually.BecomesTrueAsync(async () => (await one.LostAsync()).Contains(two.Self), "the other is lost");
        Assert.DoesNotContain(one.Self, await one.LostAsync());
        await one.ForgetAsync(two.Self);
        Assert.Empty(await one.LostAsync());
        await one.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task After_an_outage_no_node_is_taken_for_lost_before_it_could_come_back()
    {
        using var one = new RedisNodes(redis, TimeProvider.System);
        using var two = new RedisNodes(redis, TimeProvider.System);
        await one.StartAsync(CancellationToken.None);
        await two.StartAsync(CancellationToken.None);
        await server.StopAsync();
        await Eventually.BecomesTrueAsync(() => !redis.IsUp, "the outage is noticed");
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        await server.ContinueAsync();
        await Eventually.BecomesTrueAsync(() => redis.IsUp, "the recovery is noticed");

        for (var look = 0; look < 60; look++)
        {
            Assert.Empty(await one.LostAsync());
            await Task.Delay(50);
        }
    }

    private static ValueTask<IAsyncDisposable> ListenAsync(IBackplane backplane, string topic, ConcurrentQueue<string> heard) => backplane.SubscribeAsync(
        topic,
        message =>
        {
            heard.Enqueue(Encoding.UTF8.GetString(message.Span));
            return ValueTask.CompletedTask;
        },
        () =>
        {
            heard.Enqueue("gap");
            return ValueTask.CompletedTask;
        });
}
