using System.Text.Json;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchFlixx;
using Matinee.Doors.Tests.WatchFlixx.Sockets;

namespace Matinee.Doors.Tests.Sessions;

/// <summary>One timeline for those who came by a session's link and those who came through another door.</summary>
public sealed class SessionPlaybackTests(SocketHost host) : IClassFixture<SocketHost>
{
    [Theory]
    [InlineData("""{"playing":true,"currentTime":125.5,"volume":0.8}""", 125.5, true)]
    [InlineData("""{"playing":true,"current_time":125.5}""", 125.5, true)]
    [InlineData("""{ "playing" : false, "currentTime":1.255e2, "rate": 1, "extra":{"a":[1,2]}}""", 125.5, false)]
    [InlineData("""{"playing":true,"currentTime":0,"volume":1}""", 0, true)]
    public async Task The_hosts_state_goes_to_the_others_as_sent_and_moves_the_party(string payload, double position, bool playing)
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.HostClient.SendAsync($$"""{"type":"playback_state","payload":{{payload}},"session_id":"{{room.Id}}","user_id":"x","timestamp":1}""");
        var text = await room.ViewerClient.HearTextAsync("playback_state");
        var at = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("timestamp").GetInt64();
        Assert.Equal(
            $$"""{"type":"playback_state","payload":{{payload}},"session_id":"{{room.Id}}","user_id":"{{room.Host.UserId}}","timestamp":{{at}}}""", text);
        Assert.Empty(await room.HostClient.SettleAsync());
        Assert.Empty((await room.ViewerClient.SettleAsync()).Except(["chat"]));
        var party = await PartyAsync(room);
        Assert.Equal(playing, party.Playback.IsPlaying);
        Assert.InRange(party.Playback.PositionAt(host.Get<ServerClock>().Now, null), position, position + (playing ? 30 : 0));
    }

    [Theory]
    [InlineData("""{"playing":"yes"}""")]
    [InlineData("""{"playing":1}""")]
    [InlineData("""{"playing":true,"currentTime":"1"}""")]
    [InlineData("""{"playing":true,"currentTime":-1}""")]
    [InlineData("""{"playing":true,"currentTime":1e999}""")]
    [InlineData("""{"playing":true,"currentTime":1,"volume":1e999}""")]
    [InlineData("""{"playing":true,"currentTime":1,"other":[{"x":-1e999}]}""")]
    [InlineData("""{"playing":true,"playing":false}""")]
    [InlineData("""[true]""")]
    [InlineData("null")]
    public async Task A_state_that_is_none_goes_nowhere(string payload)
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.HostClient.SendAsync($$"""{"type":"playback_state","payload":{{payload}}}""");
        Assert.Equal("Validation failed", (await room.HostClient.HearAsync("error")).GetProperty("payload").GetProperty("error").GetString());
        Assert.Empty(await room.ViewerClient.SettleAsync());
        Assert.Equal(PartyStatus.Waiting, (await PartyAsync(room)).Status);
    }

    [Fact]
    public async Task Only_the_host_moves_the_playback()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.ViewerClient.SayAsync("playback_state", new { playing = true, currentTime = 9 });
        Assert.Equal("Forbidden", (await room.ViewerClient.HearAsync("error")).GetProperty("payload").GetProperty("error").GetString());
        await room.ViewerClient.SayAsync("playback_state", new { volume = 0 });
        await room.ViewerClient.HearAsync("error");
        Assert.Empty(await room.HostClient.SettleAsync());
        Assert.Equal(PartyStatus.Waiting, (await PartyAsync(room)).Status);
    }

    [Fact]
    public async Task Who_came_by_the_code_sits_with_those_who_came_by_the_link()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        var ana = await host.SignUpAsync("ana");
        await using var socket = await PartyClient.ConnectAsync(PartyRoom.Server(host), ana.AccessToken);
        var code = (await PartyAsync(room)).Code;
        var joined = (await socket.DoAsync("party:join", new { partyCode = code })).GetProperty("party");
        Assert.Equal("", joined.GetProperty("content").GetProperty("id").GetString());
        Assert.Equal(["id", "title", "posterUrl", "type", "duration"], joined.GetProperty("content").EnumerateObject().Select(property => property.Name));
        Assert.Equal(("Movie Night", JsonValueKind.Null), (
            joined.GetProperty("content").GetProperty("title").GetString(), joined.GetProperty("content").GetProperty("duration").ValueKind));

        var arrival = (await room.HostClient.HearAsync("user_joined")).GetProperty("payload");
        Assert.Equal((ana.ProfileId, "ana Tester"), (arrival.GetProperty("user_id").GetString(), arrival.GetProperty("username").GetString()));
        Assert.Equal([room.Host.UserId, room.Viewer.UserId, ana.ProfileId], await room.Viewer.ParticipantsAsync());

        await socket.DoAsync("party:message", new { message = "hello from the app" });
        var heard = (await room.HostClient.HearAsync("chat")).GetProperty("payload");
        Assert.Equal(("ana Tester", "hello from the app"), (heard.GetProperty("username").GetString(), heard.GetProperty("message").GetString()));
        await room.ViewerClient.ChatAsync("hello from the link");
        while ((await socket.HearAsync("party:message")).GetProperty("message").GetString() != "hello from the link")
        {
        }

        await room.HostClient.SayAsync("playback_state", new { playing = true, currentTime = 60 });
        var started = await socket.HearAsync("party:started");
        Assert.Equal((60, true), (started.GetProperty("timestamp").GetDouble(), started.GetProperty("isPlaying").GetBoolean()));
        Assert.Equal(room.Host.UserId, started.GetProperty("actor").GetProperty("profileId").GetString());
        await room.HostClient.SayAsync("playback_state", new { playing = true, currentTime = 600 });
        Assert.Equal(600, (await socket.HearAsync("party:seek")).GetProperty("timestamp").GetDouble());
        await room.HostClient.SayAsync("playback_state", new { playing = false, currentTime = 610 });
        Assert.Equal(610, (await socket.HearAsync("party:pause")).GetProperty("timestamp").GetDouble());

        await socket.DoAsync("party:leave");
        Assert.Equal(ana.ProfileId, (await room.HostClient.HearAsync("user_left")).GetProperty("user_id").GetString());
    }

    [Fact]
    public async Task What_the_host_does_in_another_door_reaches_the_sessions_clients()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await using var socket = await PartyClient.ConnectAsync(PartyRoom.Server(host), room.Host.Token);
        await socket.DoAsync("party:join", new { partyCode = room.Id });
        await socket.DoAsync("party:play", new { timestamp = 42 });
        foreach (var client in new[] { room.HostClient, room.ViewerClient })
        {
            var state = await client.HearAsync("playback_state");
            Assert.Equal(room.Host.UserId, state.GetProperty("user_id").GetString());
            Assert.Equal("""{"playing":true,"currentTime":42,"volume":1}""", state.GetProperty("payload").GetRawText());
        }

        await socket.DoAsync("party:seek", new { timestamp = 400, wasPlaying = true });
        Assert.Equal("""{"playing":true,"currentTime":400,"volume":1}""", (await room.ViewerClient.HearAsync("playback_state")).GetProperty("payload").GetRawText());
        await socket.DoAsync("party:pause", new { timestamp = 401.5 });
        Assert.Equal("""{"playing":false,"currentTime":401.5,"volume":1}""", (await room.ViewerClient.HearAsync("playback_state")).GetProperty("payload").GetRawText());
        Assert.DoesNotContain("user_joined", await room.ViewerClient.SettleAsync());
    }

    [Fact]
    public async Task Who_comes_late_is_told_where_the_film_is()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.HostClient.SayAsync("playback_state", new { playing = false, currentTime = 77 });
        await room.HostClient.SayAsync("playback_state", new { playing = true, currentTime = 77 });
        await room.ViewerClient.HearAsync("playback_state");
        await room.ViewerClient.HearAsync("playback_state");
        await using var late = await (await host.JoinSessionAsync(room.Id)).ConnectAsync();
        var payload = (await late.HearAsync("playback_state")).GetProperty("payload");
        Assert.True(payload.GetProperty("playing").GetBoolean());
        Assert.InRange(payload.GetProperty("currentTime").GetDouble(), 77, 107);
    }

    [Fact]
    public async Task A_guest_of_the_party_may_use_the_sessions_socket_too()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        var gus = await host.GuestAsync("Güs ✨", (await PartyAsync(room)).Code);
        await using var client = await SessionClient.ConnectAsync(host.Stranger().Http.BaseAddress!, room.Id, gus.AccessToken);
        Assert.Equal("Güs ✨", (await room.HostClient.HearAsync("user_joined")).GetProperty("payload").GetProperty("username").GetString());
        await client.ChatAsync("hi");
        Assert.Equal("hi", (await room.HostClient.HearAsync("chat")).GetProperty("payload").GetProperty("message").GetString());
    }

    private async Task<Party> PartyAsync(SessionRoom room) =>
        await host.Get<Matinee.Domain.Parties.Parties>().FindAsync(new PartyId(room.Id)) ?? throw new InvalidOperationException("No such party.");
}
