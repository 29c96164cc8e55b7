using Matinee.Doors.Shared;
using Matinee.Realtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Doors.Tests.Shared;

public sealed class RateLimitKeyTests : IAsyncDisposable
{
    private readonly MatineeHost host = new(new() { ["Matinee:RateLimits:Party"] = "2" });

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_party_is_counted_by_the_key_that_the_handler_gives()
    {
        var limits = host.Get<RateLimits>();
        Assert.Null(await limits.CountAsync(new DefaultHttpContext(), RateLimit.Party, "one"));
        Assert.Null(await limits.CountAsync(new DefaultHttpContext(), RateLimit.Party, "one"));
        var context = new DefaultHttpContext();
        Assert.NotNull(await limits.CountAsync(context, RateLimit.Party, "one"));
        Assert.InRange(RateLimits.RetryAfter(context)!.Value, 1, 60);
        Assert.Null(await limits.CountAsync(new DefaultHttpContext(), RateLimit.Party, "two"));
    }

    [Fact]
    public async Task While_the_shared_counters_do_not_answer_each_node_counts_for_itself()
    {
        var limits = new RateLimits(new SilentCounters(), host.Services.GetRequiredKeyedService<ICounters>(RealtimeModule.Local),
            new RateLimitOptions { Auth = 2 }, TrustedProxies.None, host.Clock);
        Assert.Null(await limits.CountAsync(new DefaultHttpContext(), RateLimit.Auth, "address"));
        Assert.Null(await limits.CountAsync(new DefaultHttpContext(), RateLimit.Auth, "address"));
        Assert.True(await limits.IsSpentAsync("address", RateLimit.Auth));
        Assert.NotNull(await limits.CountAsync(new DefaultHttpContext(), RateLimit.Auth, "address"));
    }

    private sealed class SilentCounters : ICounters
    {
        public ValueTask<CounterReading> AddAsync(string key, TimeSpan window) => throw new RealtimeUnavailableException("silent");

        public ValueTask<CounterReading?> ReadAsync(string key) => throw new RealtimeUnavailableException("silent");
    }
}
