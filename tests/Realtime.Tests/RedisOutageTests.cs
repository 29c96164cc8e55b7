using System.Diagnostics;
using Matinee.Realtime.Redis;

namespace Matinee.Realtime.Tests;

/// <summary>Redis stops answering, dies, loses its memory, and comes back: nobody restarts anything here.</summary>
public sealed class RedisOutageTests : OwnRedisCase
{
    // A command's own limit is 1.5 s; whoever waits for the test's limit instead is stuck.
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(6);

    // As RedisNodes has it.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private readonly ManualClock clock = new();

    [Fact]
    public async Task While_Redis_is_stopped_commands_fail_soon_and_then_at_once()
    {
        var counters = new RedisCounters(Redis, clock);
        await counters.AddAsync("ana", TimeSpan.FromMinutes(1));
        await Server.StopAsync();

        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => counters.AddAsync("ana", TimeSpan.FromMinutes(1)).AsTask()).WaitAsync(Prompt);
        await Eventually.BecomesTrueAsync(() => !Redis.IsUp, "the outage is noticed");
        var before = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => counters.ReadAsync("ana").AsTask());
        Assert.True(Stopwatch.GetElapsedTime(before) < TimeSpan.FromSeconds(1));

        await Server.ContinueAsync();
        await Eventually.BecomesTrueAsync(() => Redis.IsUp, "the recovery is noticed");
        Assert.InRange((await counters.AddAsync("ana", TimeSpan.FromMinutes(1))).Count, 2, 3);
    }

    [Fact]
    public async Task A_Redis_that_was_killed_serves_again_when_it_is_started_again()
    {
        var counters = new RedisCounters(Redis, clock);
        await counters.AddAsync("ana", TimeSpan.FromMinutes(1));
        await Server.KillAsync();

        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => counters.AddAsync("ana", TimeSpan.FromMinutes(1)).AsTask()).WaitAsync(Prompt);
        await Eventually.BecomesTrueAsync(() => !Redis.IsUp, "the outage is noticed");
        await Server.StartAsync();
        await Eventually.BecomesTrueAsync(() => Redis.IsUp, "the recovery is noticed");

        Assert.Equal(1, (await counters.AddAsync("ana", TimeSpan.FromMinutes(1))).Count);
    }

    [Fact]
    public async Task A_connection_made_before_Redis_starts_works_when_it_has_started()
    {
        await Server.KillAsync();
        await using var early = TestRedis.Connect(Server.ConnectionString, "early:");
        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => early.RunAsync(database => database.PingAsync()));
        await Server.StartAsync();

        await Eventually.BecomesTrueAsync(() => early.IsUp, "the first answer");

        await early.RunAsync(database => database.PingAsync());
    }

    [Fact]
    public async Task A_node_that_stops_renewing_is_lost_to_the_others_until_it_is_forgotten()
    {
        using var one = new RedisNodes(Redis, TimeProvider.System);
        var two = new RedisNodes(Redis, TimeProvider.System);
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
        using var one = new RedisNodes(Redis, TimeProvider.System);
        using var two = new RedisNodes(Redis, TimeProvider.System);
        await one.StartAsync(CancellationToken.None);
        await two.StartAsync(CancellationToken.None);
        await Server.StopAsync();
        var stopped = Stopwatch.GetTimestamp();
        await Eventually.BecomesTrueAsync(() => !Redis.IsUp, "the outage is noticed");

        // Redis counts leases by the machine's clock, also while it stands.
        await Eventually.BecomesTrueAsync(() => Stopwatch.GetElapsedTime(stopped) > Lease, "the end of the leases");
        await Server.ContinueAsync();
        await Eventually.BecomesTrueAsync(() => Redis.IsUp, "the recovery is noticed");

        // Who is really gone is the proof that nodes are judged again.
        await Redis.RunAsync(database => database.SetAddAsync(Redis.Key("nodes"), "gone"));
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var lost = await one.LostAsync();
                Assert.DoesNotContain(one.Self, lost);
                Assert.DoesNotContain(two.Self, lost);
                return lost.Contains("gone");
            },
            "a judgement");
    }
}
