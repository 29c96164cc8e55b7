using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

/// <summary>REST and Socket.IO act on the same party, and on the same logins.</summary>
public sealed class SocketAndRestTests(SocketHost host) : IClassFixture<SocketHost>
{
    [Fact]
    public async Task What_happens_over_REST_is_heard_on_the_sockets()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var cleo = await host.SignUpAsync("cleo");
        await cleo.JoinAsync(room.Code);
        var joined = await room.Ben.HearAsync("party:member_joined");
        Assert.Equal((cleo.ProfileId, 3), (
            joined.GetProperty("member").GetProperty("profileId").GetString(), joined.GetProperty("memberCount").GetInt32()));
        Assert.Equal(200, (await room.Person("ana").PostAsync($"/v1/social/party/{room.Id}/start")).Status);
        foreach (var member in new[] { room.Ana, room.Ben }) await member.HearAsync("party:started");
        await cleo.PostAsync($"/v1/social/party/{room.Id}/leave");
        Assert.Equal(2, (await room.Ben.HearAsync("party:member_left")).GetProperty("memberCount").GetInt32());
    }

    [Fact]
    public async Task A_seat_taken_over_REST_is_the_sockets_seat()
    {
        await using var room = await PartyRoom.OpenAsync(host);
        var ben = await room.ConnectAsync("ben");
        await room.Person("ben").JoinAsync(room.Code);
        await room.Ana.HearAsync("party:member_joined");
        Assert.Equal("not_member", await ben.RefusalAsync("party:message", new { message = "hello" }));
        Assert.Equal(2, (await ben.DoAsync("party:join", new { partyCode = room.Code })).GetProperty("members").GetArrayLength());
        Assert.True((await room.Ana.HearAsync("party:member_update")).GetProperty("member").GetProperty("isOnline").GetBoolean());
    }

    [Fact]
    public async Task Leaving_over_REST_takes_all_tabs_out_of_the_room()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var tab = await room.ConnectAsync("ben");
        await tab.DoAsync("party:join", new { partyCode = room.Code });
        await room.Person("ben").PostAsync($"/v1/social/party/{room.Id}/leave");
        await room.Ana.HearAsync("party:member_left");
        await room.Ana.DoAsync("party:play", new { timestamp = 1 });
        await room.SettleAsync(room.Ana);
        foreach (var socket in new[] { room.Ben, tab })
        {
            Assert.Equal("not_member", await socket.RefusalAsync("party:message", new { message = "hello" }));
            Assert.DoesNotContain("party:play", socket.Unread);
            Assert.DoesNotContain("party:message", socket.Unread);
        }

        await room.Ben.DoAsync("party:join", new { partyCode = room.Code });
        await room.Ana.DoAsync("party:pause", new { timestamp = 1 });
        await room.Ben.HearAsync("party:pause");
        await room.Ben.DoAsync("party:leave");
        Assert.Equal("not_member", await tab.RefusalAsync("party:leave"));
    }

    [Fact]
    public async Task Logging_out_closes_the_sockets_of_that_login_and_no_other()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var tab = await room.ConnectAsync("ben");
        var ben = room.Person("ben");
        var elsewhere = host.Stranger();
        await elsewhere.LogInAsync(ben.Email);
        await using var other = await PartyClient.ConnectAsync(PartyRoom.Server(host), elsewhere.AccessToken);
        await ben.PostAsync("/v1/auth/logout");
        await room.Ben.ClosedAsync();
        await tab.ClosedAsync();
        Assert.False((await room.Ana.HearAsync("party:member_update")).GetProperty("member").GetProperty("isOnline").GetBoolean());
        await other.DoAsync("party:join", new { partyCode = room.Code });
        Assert.False(other.IsClosed);
    }

    [Fact]
    public async Task A_flood_is_refused_in_words_and_disturbs_nobody()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben", "cleo");
        const int flood = 2000;
        var answers = await Task.WhenAll(Enumerable.Range(0, flood).Select(_ => room.Ben.AskAsync("party:sync_request")));
        var refused = answers.Where(answer => !answer.GetProperty("ok").GetBoolean()).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.Equal("rate_limited", answer.GetProperty("error").GetProperty("type").GetString()));
        await room.Ben.TellAsync("party:sync_request");
        await room.Ana.DoAsync("party:play", new { timestamp = 1 });
        await room.Cleo.HearAsync("party:play");
        await room.Ben.HearAsync("party:play");
        await room.Cleo.DoAsync("party:message", new { message = "quiet here" });
        Assert.False(room.Ben.IsClosed);
    }
}
