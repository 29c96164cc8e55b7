using System.Globalization;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Social;

public sealed class PartyLimitTests : IAsyncDisposable
{
    private readonly MatineeHost host = new(new() { ["Matinee:RateLimits:Party"] = "50" });

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_party_takes_fifty_requests_a_minute_whoever_sends_them_and_by_whichever_name()
    {
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        var (party, other) = (await host.CreatePartyAsync(ana), await host.CreatePartyAsync(ana));
        var first = await ana.PartyAsync(party.Id());
        Assert.Equal(("50", "49", "60"), Shown(first));
        var reset = DateTimeOffset.FromUnixTimeSeconds(long.Parse(first.Headers["X-RateLimit-Reset"], CultureInfo.InvariantCulture));
        Assert.InRange(reset - host.Clock.GetUtcNow(), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(61));
        for (var i = 0; i < 24; i++) Assert.Equal(200, (await ana.PartyAsync(party.Code().ToLowerInvariant())).Status);
        for (var i = 0; i < 25; i++) Assert.Equal(404, (await ben.GetAsync($"/v1/social/party/{party.Id()}/messages")).Status);

        var refused = await ana.PostAsync($"/v1/social/party/{party.Id()}/start");
        Assert.Equal((429, "RATE_LIMIT_EXCEEDED"), (refused.Status, refused.ErrorCode()));
        Assert.Equal(("50", "0", "60"), Shown(refused));
        Assert.InRange(refused["error.retryAfter"].GetInt32(), 1, 60);
        Assert.Equal(refused["error.retryAfter"].GetInt32().ToString(CultureInfo.InvariantCulture), refused.Headers["Retry-After"]);
        Assert.Equal(429, (await host.Stranger().GetAsync($"/v1/social/party/{party.Code()}/invite")).Status);
        Assert.Equal(429, (await host.Stranger().PostAsync("/v1/auth/guest", new { displayName = "Gus", partyCode = party.Code() })).Status);
        Assert.Equal(200, (await ana.PartyAsync(other.Id())).Status);

        host.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("WAITING", (await ana.PartyAsync(party.Id()))["data.party.status"].GetString());
    }

    [Fact]
    public async Task Guesses_at_codes_are_counted_by_address_over_all_routes_that_take_one()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana);
        for (var i = 0; i < 20; i++) Assert.Equal(404, (await host.Stranger().GetAsync($"/v1/social/party/QQQQ{i:00}/invite")).Status);
        for (var i = 20; i < 40; i++) Assert.Equal(404, (await ana.PostAsync($"/v1/social/party/QQQQ{i}/join")).Status);
        for (var i = 40; i < 50; i++)
            Assert.Equal(404, (await host.Stranger().PostAsync("/v1/auth/guest", new { displayName = "Eve", partyCode = $"QQQQ{i}" })).Status);
        Assert.Equal(429, (await host.Stranger().GetAsync("/v1/social/party/QQQQ50/invite")).Status);
        Assert.Equal(429, (await ana.PostAsync("/v1/social/party/QQQQ51/join")).Status);

        Assert.Equal(429, (await host.Stranger().GetAsync($"/v1/social/party/{party.Code()}/invite")).Status);
        Assert.Equal(200, (await ana.PartyAsync(party.Code())).Status);
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(200, (await host.Stranger().GetAsync($"/v1/social/party/{party.Code()}/invite")).Status);
    }

    private static (string Limit, string Remaining, string Window) Shown(Answer answer) =>
        (answer.Headers["X-RateLimit-Limit"], answer.Headers["X-RateLimit-Remaining"], answer.Headers["X-RateLimit-Window"]);
}
