using Matinee.Doors.Shared;
using Microsoft.AspNetCore.Http;

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
}
