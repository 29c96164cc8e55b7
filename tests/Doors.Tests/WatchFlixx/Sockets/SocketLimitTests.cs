using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

public sealed class SocketLimitTests
{
    [Fact]
    public async Task Wrong_codes_count_against_the_address_and_who_has_a_seat_still_comes_back()
    {
        await using var host = new SocketHost(new() { ["Matinee:RateLimits:Party"] = "5" });
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        await using var eve = await PartyClient.ConnectAsync(PartyRoom.Server(host), (await host.SignUpAsync("eve")).AccessToken);
        for (var i = 0; i < 5; i++) Assert.Equal("party_not_found", await eve.RefusalAsync("party:join", new { partyCode = $"QQQQQ{i}" }));

        Assert.Equal("rate_limited", await eve.RefusalAsync("party:join", new { partyCode = "QQQQQQ" }));
        Assert.Equal("rate_limited", await eve.RefusalAsync("party:join", new { partyCode = room.Code }));
        await room.Ben.DoAsync("party:join", new { partyCode = room.Code });
    }

    [Fact]
    public async Task A_socket_ends_with_its_token()
    {
        await using var host = new SocketHost();
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        host.Clock.Advance(TimeSpan.FromMinutes(61));

        await room.Ben.ClosedAsync();
        await room.Ana.ClosedAsync();
    }
}
