using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

public sealed class SessionSignalTests(SocketHost host) : IClassFixture<SocketHost>
{
    // Spacing, order, escapes and numbers as no serializer would write them.
    private const string Odd = """{ "sdp" : {"type":"offer",  "sdp":"v=0\r\n\u006f=- 1 \/ \ud800"}, "n":1.50e+2,"n":[ ] }""";

    [Theory]
    [InlineData("webrtc_offer", """{"type":"offer","sdp":"v=0\r\no=- 1234567890 2 IN IP4 127.0.0.1\r\n..."}""")]
    [InlineData("webrtc_answer", """{"type":"answer","sdp":"v=0\r\no=- 9876543210 2 IN IP4 127.0.0.1\r\n..."}""")]
    [InlineData("ice_candidate", """{"candidate":"candidate:1 1 UDP 2130706431 192.168.1.100 54321 typ host","sdpMid":"0","sdpMLineIndex":0}""")]
    [InlineData("webrtc_offer", Odd)]
    [InlineData("ice_candidate", "null")]
    public async Task A_signal_goes_byte_for_byte_to_its_target_alone(string type, string payload)
    {
        await using var room = await SessionRoom.OpenAsync(host, viewers: 2);
        await room.HostClient.SendAsync(
            $$"""{"type":"{{type}}","payload":{{payload}},"session_id":"x","user_id":"{{room.Viewer.UserId}}","timestamp":1,"target_id":"{{room.Viewers[1].UserId}}"}""");
        var text = await room.OtherClient.HearTextAsync(type);
        var at = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("timestamp").GetInt64();
        Assert.Equal(
            $$"""{"type":"{{type}}","payload":{{payload}},"session_id":"{{room.Id}}","user_id":"{{room.Host.UserId}}","timestamp":{{at}},"target_id":"{{room.Viewers[1].UserId}}"}""",
            text);
        Assert.InRange(at, host.Clock.GetUtcNow().ToUnixTimeMilliseconds() - 60_000, host.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        await room.HostClient.SayAsync("ice_candidate", "last", room.Viewer.UserId);
        Assert.Equal("\"last\"", (await room.ViewerClient.NextAsync()).GetProperty("payload").GetRawText());
        Assert.Empty(await room.HostClient.SettleAsync());
    }

    [Fact]
    public async Task A_signal_without_a_target_goes_to_all_others_and_does_not_grow_one()
    {
        await using var room = await SessionRoom.OpenAsync(host, viewers: 2);
        await room.ViewerClient.SendAsync("""{"type":"webrtc_answer","payload":{"type":"answer"},"target_id":null}""");
        foreach (var client in new[] { room.HostClient, room.OtherClient })
            Assert.False((await client.HearAsync("webrtc_answer")).TryGetProperty("target_id", out _));
        Assert.Empty(await room.ViewerClient.SettleAsync());
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("0198c0de-0000-7000-8000-000000000001")]
    public async Task A_signal_to_an_unknown_target_is_dropped(string target)
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.HostClient.SayAsync("webrtc_offer", new { sdp = "x" }, target);
        await room.HostClient.SayAsync("ice_candidate", "last");
        Assert.Equal("\"last\"", (await room.ViewerClient.NextAsync()).GetProperty("payload").GetRawText());
        Assert.Empty(await room.HostClient.SettleAsync());
    }

    [Fact]
    public async Task A_signal_reaches_nobody_of_another_session()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await using var other = await SessionRoom.OpenAsync(host);
        await room.HostClient.SayAsync("webrtc_offer", new { sdp = "x" }, other.Host.UserId);
        await room.HostClient.SayAsync("webrtc_offer", new { sdp = "x" });
        await room.ViewerClient.HearAsync("webrtc_offer");
        Assert.Empty(await other.HostClient.SettleAsync());
    }

    [Theory]
    [InlineData("play")]
    [InlineData("pause")]
    [InlineData("toggle")]
    [InlineData("seek_forward")]
    [InlineData("seek_backward")]
    public async Task Any_member_may_ask_the_hosts_player_and_the_server_says_who_asks(string action)
    {
        await using var room = await SessionRoom.OpenAsync(host, viewers: 2);
        await room.ViewerClient.SayAsync("playback_control", new { action, seek_seconds = 10, from_user = room.Host.UserId, from_username = "Eve" });
        foreach (var client in new[] { room.HostClient, room.OtherClient })
        {
            var request = await client.HearAsync("playback_control");
            Assert.Equal(room.Viewer.UserId, request.GetProperty("user_id").GetString());
            Assert.Equal(
                $$"""{"action":"{{action}}","seek_seconds":10,"from_user":"{{room.Viewer.UserId}}","from_username":"{{room.Viewer.Username}}"}""",
                request.GetProperty("payload").GetRawText());
        }

        Assert.Empty(await room.ViewerClient.SettleAsync());
    }

    [Theory]
    [InlineData("""{"type":"user_joined","payload":{"user_id":"x","username":"x"}}""", "Validation failed")]
    [InlineData("""{"type":"user_left","payload":{"user_id":"x","username":"x"}}""", "Validation failed")]
    [InlineData("""{"type":"error","payload":{}}""", "Validation failed")]
    [InlineData("""{"type":"CHAT","payload":{"message":"x"}}""", "Validation failed")]
    [InlineData("""{"type":"","payload":{}}""", "Validation failed")]
    [InlineData("""{"type":"playback_control","payload":{"action":"explode"}}""", "Validation failed")]
    [InlineData("""{"type":"playback_control","payload":{"action":"play","seek_seconds":1e999}}""", "Validation failed")]
    [InlineData("""{"type":"playback_control","payload":[]}""", "Validation failed")]
    [InlineData("""{"type":5,"payload":{}}""", "Bad Request")]
    [InlineData("""{"type":"chat"}""", "Bad Request")]
    [InlineData("""{"payload":{}}""", "Bad Request")]
    [InlineData("""{"type":"webrtc_offer","payload":{},"target_id":5}""", "Bad Request")]
    [InlineData("""{"type":"webrtc_offer","type":"chat","payload":{}}""", "Bad Request")]
    [InlineData("""{"type":"webrtc_offer","payload":{},"payload":{}}""", "Bad Request")]
    [InlineData("""{"type":"webrtc_offer","payload":{}} x""", "Bad Request")]
    [InlineData("""{"type":"webrtc_offer","payload":{}""", "Bad Request")]
    [InlineData("""{"type":"\ud800","payload":{}}""", "Bad Request")]
    [InlineData("""{"type":"webrtc_offer","payload":{},"target_id":"\ud800"}""", "Bad Request")]
    [InlineData("[]", "Bad Request")]
    [InlineData("null", "Bad Request")]
    [InlineData("", "Bad Request")]
    [InlineData("chat", "Bad Request")]
    public async Task What_is_no_message_of_a_client_is_refused_to_its_sender_alone(string message, string error)
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.ViewerClient.SendAsync(message);
        Assert.Equal(error, (await room.ViewerClient.HearAsync("error")).GetProperty("payload").GetProperty("error").GetString());
        Assert.Empty(await room.HostClient.SettleAsync());
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task A_payload_that_is_too_deep_is_refused()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.ViewerClient.SendAsync($$"""{"type":"webrtc_offer","payload":{{new string('[', 30_000)}}{{new string(']', 30_000)}}}""");
        await room.ViewerClient.HearAsync("error");
        await room.SettleAliveAsync();
    }
}
