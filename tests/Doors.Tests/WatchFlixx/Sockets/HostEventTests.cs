using Matinee.Doors.Tests.Shared;
using static Matinee.Doors.Tests.WatchFlixx.Sockets.SeatEventTests;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

/// <summary>What the host alone may do, and the reports that members send of themselves.</summary>
public sealed class HostEventTests(SocketHost host) : IClassFixture<SocketHost>
{
    [Fact]
    public async Task Hand_over_makes_another_the_host_and_tells_each_member_its_own_profile()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben", "cleo");
        await room.Ana.DoAsync("party:hand_over", new { profileId = room.Profile("ben") });
        foreach (var (client, name) in new[] { (room.Ana, "ana"), (room.Ben, "ben"), (room.Cleo, "cleo") })
        {
            var heard = await client.HearAsync("party:host_changed");
            AssertFields(["newHost", "currentUserProfileId"], heard);
            Assert.Equal((room.Profile("ben"), "HOST", room.Profile(name)), (
                heard.GetProperty("newHost").GetProperty("profileId").GetString(),
                heard.GetProperty("newHost").GetProperty("role").GetString(),
                heard.GetProperty("currentUserProfileId").GetString()));
        }

        Assert.Equal("not_host", await room.Ana.RefusalAsync("party:play", new { timestamp = 1 }));
        await room.Ben.DoAsync("party:play", new { timestamp = 1 });
        Assert.Equal("party_not_found", await room.Ben.RefusalAsync("party:hand_over", new { profileId = "nobody" }));
        foreach (var wrong in new[] { "", ",{}", """,{"profileId":5}""", """,{"profileId":"\ud800"}""" })
            Assert.Equal("validation_error", await room.Ben.RefusalOfTextAsync("party:hand_over", wrong));
    }

    [Fact]
    public async Task The_kicked_is_told_hears_nothing_more_and_may_not_come_back()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben", "cleo");
        await room.Ana.DoAsync("party:kick", new { profileId = room.Profile("ben") });
        AssertFields(["reason"], await room.Ben.HearAsync("party:kicked"));
        foreach (var other in new[] { room.Ana, room.Cleo })
            Assert.Equal("kicked", (await other.HearAsync("party:member_left")).GetProperty("reason").GetString());
        room.Ben.Forget();

        await room.Ana.DoAsync("party:play", new { timestamp = 1 });
        await room.SettleAsync(room.Ana, room.Cleo);
        Assert.Equal("not_member", await room.Ben.RefusalAsync("party:message", new { message = "let me in" }));
        Assert.Equal("not_member", await room.Ben.RefusalAsync("party:sync_request"));
        Assert.Equal("not_member", await room.Ben.RefusalAsync("party:typing", new { isTyping = true }));
        Assert.Equal("not_member", await room.Ben.RefusalAsync("party:join", new { partyCode = room.Code }));
        Assert.Equal(403, (await room.Person("ben").PostAsync($"/v1/social/party/{room.Code}/join")).Status);
        Assert.Empty(room.Ben.Unread);

        Assert.Equal("validation_error", await room.Ana.RefusalAsync("party:kick", new { profileId = room.Profile("ana") }));
        Assert.Equal("party_not_found", await room.Ana.RefusalAsync("party:kick", new { profileId = room.Profile("ben") }));
    }

    [Fact]
    public async Task After_the_end_all_are_told_and_nothing_goes_on()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        await room.Ana.DoAsync("party:end");
        foreach (var member in new[] { room.Ana, room.Ben })
        {
            var heard = await member.HearAsync("party:ended");
            AssertFields(["reason"], heard);
            Assert.Equal("host", heard.GetProperty("reason").GetString());
        }

        Assert.Equal("party_not_found", await room.Ana.RefusalAsync("party:play", new { timestamp = 1 }));
        Assert.Equal("party_not_found", await room.Ben.RefusalAsync("party:message", new { message = "still there?" }));
        Assert.Equal("party_not_found", await room.Ben.RefusalAsync("party:sync_request"));
        Assert.Equal("party_not_found", await room.Ben.RefusalAsync("party:heartbeat", new { timestamp = 1, isPlaying = true, quality = "HD" }));
        Assert.Equal("ENDED", (await room.Person("ben").PartyAsync(room.Id))["data.party.status"].GetString());
        Assert.Equal(409, (await room.Person("ana").PostAsync($"/v1/social/party/{room.Id}/start")).Status);
        await room.Ana.DoAsync("party:create", new { contentId = await host.AddFilmAsync(room.Person("ana")) });
    }

    [Fact]
    public async Task Settings_go_to_all_when_they_change()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        await room.Ana.DoAsync("party:settings", new { guestsAllowed = false });
        foreach (var member in new[] { room.Ana, room.Ben })
        {
            var settings = (await member.HearAsync("party:settings")).GetProperty("settings");
            AssertFields(["lagPolicy", "waitForBufferers", "guestsAllowed"], settings);
            Assert.Equal((true, false), (settings.GetProperty("waitForBufferers").GetBoolean(), settings.GetProperty("guestsAllowed").GetBoolean()));
        }

        Assert.Equal(403, (await host.Stranger().PostAsync("/v1/auth/guest", new { displayName = "Gus", partyCode = room.Code })).Status);
        await room.Ana.DoAsync("party:settings", new { guestsAllowed = false });
        await room.Ana.DoAsync("party:settings");
        Assert.Equal("validation_error", await room.Ana.RefusalAsync("party:settings", new { guestsAllowed = "no" }));
        await room.SettleAsync();
        Assert.Empty(room.Ben.Unread);
    }

    [Theory]
    [InlineData("""{"lagPolicy":"QUORUM"}""", "QUORUM", true)]
    [InlineData("""{"lagPolicy":"CATCH_UP","waitForBufferers":false}""", "CATCH_UP", false)]
    [InlineData("""{"lagPolicy":"QUORUM","waitForBufferers":true}""", "QUORUM", true)]
    [InlineData("""{"waitForBufferers":false}""", "CATCH_UP", false)]
    public async Task The_policy_is_set_by_its_name_or_by_the_yes_or_no_of_before(string settings, string policy, bool waits)
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        await room.Ana.AskTextAsync("party:settings", "," + settings);
        var heard = (await room.Ben.HearAsync("party:settings")).GetProperty("settings");
        Assert.Equal((policy, waits), (heard.GetProperty("lagPolicy").GetString(), heard.GetProperty("waitForBufferers").GetBoolean()));
        await room.Ana.DoAsync("party:settings", new { waitForBufferers = true });
        var party = await room.Person("ben").PartyAsync(room.Id);
        Assert.Equal(waits ? policy : "WAIT", party["data.party.settings.lagPolicy"].GetString());
    }

    [Theory]
    [InlineData("""{"lagPolicy":"SOMETIMES"}""")]
    [InlineData("""{"lagPolicy":"wait"}""")]
    [InlineData("""{"lagPolicy":""}""")]
    [InlineData("""{"lagPolicy":1}""")]
    [InlineData("""{"lagPolicy":["WAIT"]}""")]
    [InlineData("""{"lagPolicy":"WAIT","waitForBufferers":false}""")]
    [InlineData("""{"lagPolicy":"QUORUM","waitForBufferers":false}""")]
    [InlineData("""{"lagPolicy":"CATCH_UP","waitForBufferers":true}""")]
    public async Task A_policy_that_is_none_or_that_contradicts_is_refused(string settings)
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        Assert.Equal("validation_error", await room.Ana.RefusalOfTextAsync("party:settings", "," + settings));
        var film = await host.AddFilmAsync(room.Person("ana"));
        Assert.Equal("validation_error", await room.Ana.RefusalOfTextAsync("party:create", $$""",{"contentId":"{{film}}","settings":{{settings}}}"""));
        await room.SettleAsync();
        Assert.Empty(room.Ben.Unread);
    }

    [Fact]
    public async Task A_party_is_made_with_a_policy_over_either_way()
    {
        await using var room = await PartyRoom.OpenAsync(host);
        var film = await host.AddFilmAsync(room.Person("ana"));
        var made = await room.Person("ana").PostAsync("/v1/social/party", new { contentId = film, settings = new { lagPolicy = "QUORUM" } });
        Assert.Equal(("QUORUM", true), (made["data.party.settings.lagPolicy"].GetString(), made["data.party.settings.waitForBufferers"].GetBoolean()));
        var old = await room.Ana.DoAsync("party:create", new { contentId = film, settings = new { waitForBufferers = false } });
        Assert.Equal("CATCH_UP", old.GetProperty("party").GetProperty("settings").GetProperty("lagPolicy").GetString());
        foreach (var settings in new object[] { new { lagPolicy = "NEVER" }, new { lagPolicy = "WAIT", waitForBufferers = false } })
            Assert.Equal(422, (await room.Person("ana").PostAsync("/v1/social/party", new { contentId = film, settings })).Status);
    }

    [Fact]
    public async Task A_heartbeat_is_answered_with_the_connection_and_a_change_of_class_goes_to_the_others()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        foreach (var (latency, quality) in new[] { (20, "good"), (300, "fair"), (301, "fair"), (2000, "poor") })
        {
            await room.Ben.DoAsync("party:heartbeat", new { timestamp = 1234.56, isPlaying = true, quality = "HD", latency });
            var heard = await room.Ben.HearAsync("party:connection_quality");
            AssertFields(["quality", "latency"], heard);
            Assert.Equal((quality, latency), (heard.GetProperty("quality").GetString(), heard.GetProperty("latency").GetDouble()));
        }

        foreach (var quality in new[] { "good", "fair", "poor" })
        {
            var member = (await room.Ana.HearAsync("party:member_update")).GetProperty("member");
            Assert.Equal(quality, member.GetProperty("connection").GetProperty("quality").GetString());
        }

        await room.SettleAsync();
        Assert.Empty(room.Ana.Unread);
    }

    [Fact]
    public async Task The_documents_heartbeat_without_a_latency_is_measured_by_the_server()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        await room.Ben.TellAsync("party:heartbeat", new { timestamp = 1234.56, isPlaying = true, quality = "HD" });
        Assert.InRange((await room.Ben.HearAsync("party:connection_quality")).GetProperty("latency").GetDouble(), 0, 60_000);
    }

    [Theory]
    [InlineData(",5")]
    [InlineData(""",{"timestamp":"1"}""")]
    [InlineData(""",{"timestamp":-1}""")]
    [InlineData(""",{"timestamp":1e999}""")]
    [InlineData(""",{"isPlaying":"yes"}""")]
    [InlineData(""",{"quality":5}""")]
    [InlineData(""",{"quality":"\ud800"}""")]
    [InlineData(""",{"latency":-1}""")]
    [InlineData(""",{"latency":60001}""")]
    [InlineData(""",{"latency":"5"}""")]
    [InlineData(""",{"latency":1e999}""")]
    public async Task A_wrong_heartbeat_is_refused(string arguments)
    {
        await using var room = await PartyRoom.OpenAsync(host);
        Assert.Equal("validation_error", await room.Ana.RefusalOfTextAsync("party:heartbeat", arguments));
    }

    [Fact]
    public async Task The_room_waits_for_one_who_stalls_and_goes_on_when_it_has_data()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        await room.Ben.DoAsync("party:buffering", new { isBuffering = false, timestamp = 0 });
        await room.Ana.DoAsync("party:play", new { timestamp = 10 });
        await room.Ben.DoAsync("party:buffering", new { isBuffering = true, timestamp = 10 });
        foreach (var member in new[] { room.Ana, room.Ben })
        {
            var hold = (await member.HearAsync("party:pause")).GetProperty("hold");
            Assert.Equal(room.Profile("ben"), hold.GetProperty("waitingFor")[0].GetProperty("profileId").GetString());
        }

        room.Ben.Forget();
        await room.Ben.DoAsync("party:buffering", new { isBuffering = false, timestamp = 10 });
        foreach (var member in new[] { room.Ana, room.Ben })
            Assert.Equal(System.Text.Json.JsonValueKind.Null, (await member.HearAsync("party:play")).GetProperty("actor").ValueKind);

        foreach (var wrong in new[] { "", ",{}", """,{"isBuffering":"true"}""", """,{"isBuffering":true,"timestamp":"1"}""" })
            Assert.Equal("validation_error", await room.Ben.RefusalOfTextAsync("party:buffering", wrong));
    }

    [Fact]
    public async Task Unknown_events_and_arguments_too_many_disturb_nobody()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        foreach (var name in new[] { "party:nothing", "", "message", "__proto__", "party:\\", "😂" }) await room.Ben.TellAsync(name, new { x = 1 });
        await room.Ben.SendFrameAsync("""42["party:typing",{"isTyping":true},{"isTyping":false},[],null,"x"]""");
        Assert.True((await room.Ana.HearAsync("party:typing")).GetProperty("isTyping").GetBoolean());
        await room.SettleAsync();
        Assert.Empty(room.Ana.Unread);
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [InlineData("""42["party:typing",{"isTyping":true]""")]
    [InlineData("""42["\ud800",{"isTyping":true}]""")]
    [InlineData("""42["disconnect"]""")]
    [InlineData("""42[]""")]
    [InlineData("""42{"isTyping":true}""")]
    [InlineData("""42"party:typing" """)]
    [InlineData("""4999""")]
    [InlineData("""45["party:typing",{"_placeholder":true,"num":0}]""")]
    [InlineData("2")]
    [InlineData("""junk""")]
    public async Task What_is_no_packet_ends_its_own_connection_and_disturbs_nobody(string frame)
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben", "cleo");
        await room.Ben.SendFrameAsync(frame);
        await room.Ben.ClosedAsync();
        Assert.False((await room.Ana.HearAsync("party:member_update")).GetProperty("member").GetProperty("isOnline").GetBoolean());
        await room.Ana.DoAsync("party:play", new { timestamp = 1 });
        await room.Cleo.HearAsync("party:play");
        Assert.DoesNotContain("party:typing", room.Cleo.Unread);
        Assert.Empty(host.Log.Errors);
    }
}
