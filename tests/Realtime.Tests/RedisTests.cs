using Matinee.Realtime.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.Realtime.Tests;

/// <summary>A connection with keys of its own, to the Redis that <c>MATINEE_TEST_REDIS</c> names; skips the test where it names none.</summary>
internal static class TestRedis
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("MATINEE_TEST_REDIS");

    public static RedisConnection Connect()
    {
        Assert.SkipWhen(string.IsNullOrWhiteSpace(Given), "MATINEE_TEST_REDIS names no server.");
        return Connect(Given, $"test-{Guid.CreateVersion7():N}:");
    }

    public static RedisConnection Connect(string server, string prefix) =>
        new(new RedisOptions(server) { Prefix = prefix }, NullLogger<RedisConnection>.Instance);
}

public sealed class RedisBackplaneTests : BackplaneSpecification, IAsyncDisposable
{
    private readonly RedisConnection redis = TestRedis.Connect();
    private readonly RedisBackplane backplane;

    public RedisBackplaneTests() => backplane = new RedisBackplane(redis, NullLogger<RedisBackplane>.Instance);

    internal override IBackplane Backplane => backplane;

    public async ValueTask DisposeAsync()
    {
        await backplane.DisposeAsync();
        await redis.DisposeAsync();
    }
}

public sealed class RedisCountersTests : CountersSpecification, IAsyncDisposable
{
    private readonly RedisConnection redis = TestRedis.Connect();

    public RedisCountersTests() => Counters = new RedisCounters(redis, Time);

    internal override ICounters Counters { get; }

    public ValueTask DisposeAsync() => redis.DisposeAsync();
}

public sealed class RedisPresenceTests : PresenceSpecification, IAsyncDisposable
{
    private readonly RedisConnection redis = TestRedis.Connect();

    public RedisPresenceTests() => Presence = new RedisPresence(redis, Time);

    internal override IPresence Presence { get; }

    public ValueTask DisposeAsync() => redis.DisposeAsync();
}

public sealed class RedisTimersTests : TimersSpecification, IAsyncDisposable
{
    // Enough for a handler that schedules itself again to get its turn on the way.
    private const int Steps = 40;

    private readonly RedisConnection redis = TestRedis.Connect();
    private readonly RedisTimers timers;

    public RedisTimersTests() => timers = Node();

    internal override ITimers Timers => timers;

    public async ValueTask DisposeAsync()
    {
        await timers.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    public async Task Of_two_nodes_one_fires_a_timer()
    {
        await using var other = Node();
        var fired = 0;
        foreach (var node in new[] { timers, other })
        {
            node.Handle("hold", _ =>
            {
                Interlocked.Increment(ref fired);
                return Task.CompletedTask;
            });
        }

        for (var key = 0; key < 100; key++) await timers.ScheduleAsync("hold", $"{key}", Time.GetUtcNow());
        await Task.WhenAll(timers.FireDueAsync(), other.FireDueAsync(), timers.FireDueAsync(), other.FireDueAsync());

        Assert.Equal(100, fired);
    }

    [Fact]
    public async Task What_a_node_took_and_did_not_finish_fires_on_another_when_the_lease_ends()
    {
        await using var other = Node();
        var never = new TaskCompletionSource();
        var again = 0;
        timers.Handle("hold", _ => never.Task);
        await timers.ScheduleAsync("hold", "ana", Time.GetUtcNow());
        await timers.FireDueAsync();
        other.Handle("hold", _ =>
        {
            Interlocked.Increment(ref again);
            return Task.CompletedTask;
        });

        await other.FireDueAsync();
        Assert.Equal(0, again);
        Time.Advance(RedisTimers.Lease);
        await Task.WhenAll(await other.FireDueAsync());
        Time.Advance(RedisTimers.Lease);
        await other.FireDueAsync();

        Assert.Equal(1, again);
        never.SetResult();
    }

    /// <summary>The tests ask for what is due themselves.</summary>
    private RedisTimers Node() => new(redis, Time, NullLogger<RedisTimers>.Instance) { Period = TimeSpan.FromDays(1) };

    protected override async Task PassAsync(TimeSpan span)
    {
        for (var step = 0; step < Steps; step++)
        {
            Time.Advance(span / Steps);
            await Task.WhenAll(await timers.FireDueAsync());
        }
    }
}
