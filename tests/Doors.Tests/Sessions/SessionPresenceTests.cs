using System.Text.Json;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

public sealed class SessionPresenceTests(SocketHost host) : IClassFixture<SocketHost>
{
    [Fact]
    public async Task User_joined_goes_to_all_but_the_one_who_joined_and_as_documented()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        var late = await host.JoinSessionAsync(room.Id);
        Assert.Empty(await room.HostClient.SettleAsync());
        await room.ViewerClient.HearAsync("chat");
        await using var client = await late.ConnectAsync();
        foreach (var other in new[] { room.HostClient, room.ViewerClient })
        {
            var joined = await other.HearAsync("user_joined");
            AssertUser(joined, room.Id, late);
        }

        Assert.DoesNotContain("user_joined", await client.SettleAsync());
    }

    [Fact]
    public async Task A_rejoin_within_the_grace_period_is_no_second_joining_and_a_second_tab_none_either()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        room.ViewerClient.Break();
        await using var back = await room.Viewer.ConnectAsync();
        await using var tab = await room.Viewer.ConnectAsync();
        Assert.Equal(["chat"], (await room.HostClient.SettleAsync()).Append("chat").Distinct());
        await tab.CloseAsync();
        await tab.ClosedAsync();
        Assert.Empty(await room.HostClient.SettleAsync());
        Assert.Equal([room.Host.UserId, room.Viewer.UserId], await room.Host.ParticipantsAsync());
    }

    [Fact]
    public async Task User_left_goes_to_those_who_remain_when_the_grace_period_is_over_and_the_seat_is_free()
    {
        await using var quick = new SocketHost(new() { ["Matinee:Party:SeatGraceSeconds"] = "1" });
        await using var room = await SessionRoom.OpenAsync(quick, viewers: 2);
        await room.ViewerClient.CloseAsync();
        foreach (var other in new[] { room.HostClient, room.OtherClient }) AssertUser(await other.HearAsync("user_left"), room.Id, room.Viewer);
        Assert.Equal([room.Host.UserId, room.Viewers[1].UserId], await room.Host.ParticipantsAsync());

        await using var back = await room.Viewer.ConnectAsync();
        AssertUser(await room.HostClient.HearAsync("user_joined"), room.Id, room.Viewer);
    }

    [Fact]
    public async Task The_host_who_comes_back_after_the_grace_period_is_host_again()
    {
        await using var quick = new SocketHost(new() { ["Matinee:Party:SeatGraceSeconds"] = "1" });
        await using var room = await SessionRoom.OpenAsync(quick);
        room.HostClient.Break();
        await room.ViewerClient.HearAsync("user_left");
        Assert.Equal(room.Viewer.UserId, (await room.Viewer.ShowAsync())["host_id"].GetString());
        await using var back = await room.Host.ConnectAsync();
        await room.ViewerClient.HearAsync("user_joined");
        Assert.Equal(room.Host.UserId, (await room.Viewer.ShowAsync())["host_id"].GetString());
        await back.SayAsync("playback_state", new { playing = true, currentTime = 1 });
        await room.ViewerClient.HearAsync("playback_state");
    }

    [Fact]
    public async Task A_seat_that_nobody_came_to_is_given_up_without_a_word()
    {
        await using var quick = new SocketHost(new() { ["Matinee:Party:EmptyEndsAfterSeconds"] = "1" });
        await using var room = await SessionRoom.OpenAsync(quick);
        await quick.JoinSessionAsync(room.Id);
        Assert.Equal(3, (await room.Host.ParticipantsAsync()).Count);
        await Eventually.BecomesTrueAsync(async () => (await room.Host.ParticipantsAsync()).Count == 2, "the seat is given up");
        Assert.Empty(await room.HostClient.SettleAsync());
    }

    [Fact]
    public async Task An_empty_session_goes_on_for_its_day()
    {
        await using var quick = new SocketHost(new() { ["Matinee:Party:SeatGraceSeconds"] = "1", ["Matinee:Party:EmptyEndsAfterSeconds"] = "1" });
        var session = await quick.CreateSessionAsync();
        await Eventually.BecomesTrueAsync(async () => (await session.ParticipantsAsync()).Count == 0, "the host's seat is given up");
        Assert.Equal(session.UserId, (await session.ShowAsync())["host_id"].GetString());
        var other = await quick.JoinSessionAsync(session.Session);
        await using var client = await session.ConnectAsync();
        Assert.Equal(session.UserId, (await other.ShowAsync())["host_id"].GetString());
    }

    [Fact]
    public async Task A_member_whom_the_host_removes_is_closed_and_does_not_come_back()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await DoAsync(room, new PartyCommand.Kick(new ProfileId(room.Host.UserId), new ProfileId(room.Viewer.UserId)));
        await room.ViewerClient.ClosedAsync();
        Assert.Equal((4001, "removed by the host"), (room.ViewerClient.CloseCode, room.ViewerClient.CloseText));
        AssertUser(await room.HostClient.HearAsync("user_left"), room.Id, room.Viewer);
        Assert.Equal(403, (await room.Viewer.ShowAsync()).Status);
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => room.Viewer.ConnectAsync());
    }

    [Fact]
    public async Task Who_leaves_through_another_door_is_closed()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        Assert.Equal(200, (await host.Stranger().Use(room.Viewer.Token).PostAsync($"/v1/social/party/{room.Id}/leave")).Status);
        await room.ViewerClient.ClosedAsync();
        Assert.Equal(4002, room.ViewerClient.CloseCode);
        AssertUser(await room.HostClient.HearAsync("user_left"), room.Id, room.Viewer);
    }

    [Fact]
    public async Task The_end_of_a_session_closes_all_and_it_is_not_found_any_more()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await DoAsync(room, new PartyCommand.End(new ProfileId(room.Host.UserId)));
        await room.ViewerClient.ClosedAsync();
        await room.HostClient.ClosedAsync();
        Assert.Equal((4000, "session ended"), (room.ViewerClient.CloseCode, room.ViewerClient.CloseText));
        Assert.Equal(404, (await room.Host.ShowAsync()).Status);
        Assert.Equal(404, (await host.TryJoinSessionAsync(room.Id)).Status);
    }

    private static void AssertUser(JsonElement message, string session, SessionMember user)
    {
        Assert.Equal(["type", "payload", "session_id", "user_id", "timestamp"], message.EnumerateObject().Select(property => property.Name));
        Assert.Equal((session, user.UserId), (message.GetProperty("session_id").GetString(), message.GetProperty("user_id").GetString()));
        Assert.Equal(
            $$"""{"user_id":"{{user.UserId}}","username":"{{user.Username}}"}""", message.GetProperty("payload").GetRawText());
    }

    private Task<Outcome<Party>> DoAsync(SessionRoom room, PartyCommand command) =>
        host.Get<Matinee.Domain.Parties.Parties>().DoAsync(new PartyId(room.Id), command, origin: null);
}
