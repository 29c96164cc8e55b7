using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

/// <summary>Seats are kept for a second here, and empty parties for one more.</summary>
public sealed class ShortGraceHost() : SocketHost(new()
{
    ["Matinee:Party:SeatGraceSeconds"] = "1",
    ["Matinee:Party:EmptyEndsAfterSeconds"] = "1",
});

/// <summary>Connections come and go; seats stay for the grace period.</summary>
public sealed class PresenceTests(SocketHost host, ShortGraceHost hasty) : IClassFixture<SocketHost>, IClassFixture<ShortGraceHost>
{
    [Fact]
    public async Task A_lost_connection_keeps_the_seat_and_the_return_is_an_update()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben", "cleo");
        room.Ben.Break();
        foreach (var other in new[] { room.Ana, room.Cleo }) AssertOnline(room, "ben", false, await other.HearAsync("party:member_update"));
        Assert.Equal(3, (await room.Person("ana").PartyAsync(room.Id))["data.party.currentMembers"].GetInt32());

        var again = await room.ConnectAsync("ben");
        var answer = await again.DoAsync("party:join", new { partyCode = room.Code });
        Assert.Equal("MEMBER", answer.GetProperty("you").GetProperty("role").GetString());
        foreach (var other in new[] { room.Ana, room.Cleo }) AssertOnline(room, "ben", true, await other.HearAsync("party:member_update"));
        await room.SettleAsync(room.Ana, room.Cleo, again);
        Assert.Empty(room.Ana.Unread);
    }

    [Fact]
    public async Task A_lost_host_is_still_host_when_it_comes_back_in_time()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        room.Ana.Break();
        await room.Ben.HearAsync("party:member_update");
        var again = await room.ConnectAsync("ana");
        var answer = await again.DoAsync("party:join", new { partyCode = room.Code });
        Assert.Equal("HOST", answer.GetProperty("you").GetProperty("role").GetString());
        await again.DoAsync("party:play", new { timestamp = 3 });
        await room.Ben.HearAsync("party:play");
    }

    [Fact]
    public async Task Two_tabs_are_one_member_who_is_there_while_either_is()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var tab = await room.ConnectAsync("ben");
        var answer = await tab.DoAsync("party:join", new { partyCode = room.Code });
        Assert.Equal(2, answer.GetProperty("members").GetArrayLength());
        await room.Ana.DoAsync("party:play", new { timestamp = 1 });
        await tab.HearAsync("party:play");
        await room.Ben.HearAsync("party:play");
        await tab.DoAsync("party:typing", new { isTyping = true });
        await room.Ben.HearAsync("party:typing");
        room.Ben.Break();
        await room.Ben.ClosedAsync();
        await room.SettleAsync(tab, room.Ana);
        Assert.Equal(["party:typing"], room.Ana.Unread);
        tab.Break();
        AssertOnline(room, "ben", false, await room.Ana.HearAsync("party:member_update"));
    }

    [Fact]
    public async Task The_seat_is_given_up_after_the_grace_period()
    {
        await using var room = await PartyRoom.OpenAsync(hasty, "ben");
        room.Ben.Break();
        AssertOnline(room, "ben", false, await room.Ana.HearAsync("party:member_update"));
        var left = await room.Ana.HearAsync("party:member_left");
        Assert.Equal((room.Profile("ben"), 1, "disconnected"), (
            left.GetProperty("member").GetProperty("profileId").GetString(), left.GetProperty("memberCount").GetInt32(), left.GetProperty("reason").GetString()));
        Assert.Equal(404, (await room.Person("ben").PartyAsync(room.Id)).Status);
    }

    [Fact]
    public async Task A_host_who_is_gone_hands_over_to_the_longest_present()
    {
        await using var room = await PartyRoom.OpenAsync(hasty, "ben", "cleo");
        room.Ana.Break();
        foreach (var other in new[] { room.Ben, room.Cleo })
        {
            await other.HearAsync("party:member_left");
            var changed = await other.HearAsync("party:host_changed");
            Assert.Equal(room.Profile("ben"), changed.GetProperty("newHost").GetProperty("profileId").GetString());
        }

        await room.Ben.DoAsync("party:start");
        await room.Cleo.HearAsync("party:started");
    }

    [Fact]
    public async Task An_empty_party_ends()
    {
        await using var room = await PartyRoom.OpenAsync(hasty);
        var stranger = hasty.Stranger();
        await room.Ana.DoAsync("party:leave");
        await Eventually.BecomesTrueAsync(
            async () => (await stranger.GetAsync($"/v1/social/party/{room.Id}/invite"))["data.invite.status"].GetString() == "ENDED",
            "the party to end");
        Assert.Equal(409, (await room.Person("ana").PostAsync($"/v1/social/party/{room.Id}/join")).Status);
    }

    [Fact]
    public async Task Seats_are_given_up_in_time_though_the_wall_clock_was_put_forward()
    {
        await using var ahead = new ShortGraceHost();
        await using var room = await PartyRoom.OpenAsync(ahead, "ben");
        ahead.Clock.Advance(TimeSpan.FromMinutes(5));
        room.Ben.Break();
        await room.Ana.HearAsync("party:member_left");
    }

    private static void AssertOnline(PartyRoom room, string name, bool isOnline, JsonElement update)
    {
        SeatEventTests.AssertFields(["member"], update);
        var member = update.GetProperty("member");
        Assert.Equal((room.Profile(name), isOnline), (member.GetProperty("profileId").GetString(), member.GetProperty("isOnline").GetBoolean()));
    }
}
