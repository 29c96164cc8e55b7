using System.Text.Json;
using Matinee.Domain.Kernel;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.WatchFlixx.Sockets;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

public sealed class SeatEventOnSqlite(SocketHost host) : SeatEventTests(host), IClassFixture<SocketHost>;

public sealed class SeatEventOnPostgres : SeatEventTests, IClassFixture<PostgresSocketHost>
{
    public SeatEventOnPostgres(PostgresSocketHost host)
        : base(host) => PostgresMatineeHost.SkipWithoutServer();
}

/// <summary>Making, joining and leaving: who hears of it, and what.</summary>
public abstract class SeatEventTests(MatineeHost host)
{
    private static readonly string[] EnteredFields = ["party", "partyCode", "inviteUrl", "members", "you", "messages", "ok"];

    private static readonly string[] MemberFields =
        ["profileId", "name", "avatar", "role", "joinedAt", "isOnline", "isGuest", "connection"];

    private static readonly string[] PartyFields =
    [
        "id", "partyCode", "inviteUrl", "status", "host", "members", "content", "episode", "currentPosition", "isPlaying", "maxMembers",
        "currentMembers", "isPublic", "createdAt", "settings", "playback",
    ];

    [Fact]
    public async Task Create_answers_the_sender_by_acknowledgement_and_by_event()
    {
        var ana = await host.SignUpAsync("ana");
        await using var socket = await PartyClient.ConnectAsync(PartyRoom.Server(host), ana.AccessToken, ana.ProfileId);
        var answer = await socket.DoAsync(
            "party:create",
            new { contentId = await host.AddFilmAsync(ana), episodeId = "episode_456", maxMembers = 3, isPublic = true, settings = new { guestsAllowed = false } });
        AssertFields(EnteredFields, answer);
        AssertFields(PartyFields, answer.GetProperty("party"));
        AssertFields(MemberFields, answer.GetProperty("members")[0]);
        Assert.Equal(ana.ProfileId, answer.GetProperty("you").GetProperty("profileId").GetString());
        Assert.Equal("HOST", answer.GetProperty("you").GetProperty("role").GetString());
        var party = answer.GetProperty("party");
        Assert.Equal((3, true, false), (
            party.GetProperty("maxMembers").GetInt32(),
            party.GetProperty("isPublic").GetBoolean(),
            party.GetProperty("settings").GetProperty("guestsAllowed").GetBoolean()));
        Assert.True(answer.GetProperty("members")[0].GetProperty("isOnline").GetBoolean());

        var created = await socket.HearAsync("party:created");
        AssertFields(["party", "partyCode", "inviteUrl", "members"], created);
        Assert.Equal(party.GetProperty("partyCode").GetString(), created.GetProperty("partyCode").GetString());
        Assert.EndsWith("/join/" + created.GetProperty("partyCode").GetString(), created.GetProperty("inviteUrl").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await ana.PartyAsync(party.Id())).Status);
    }

    [Fact]
    public async Task Join_answers_the_sender_and_tells_the_others()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var cleo = await room.ConnectAsync("cleo");
        var answer = await cleo.DoAsync("party:join", new { partyCode = $" {room.Code.ToLowerInvariant()} " });
        AssertFields(EnteredFields, answer);
        Assert.Equal(3, answer.GetProperty("members").GetArrayLength());
        Assert.Equal("MEMBER", answer.GetProperty("you").GetProperty("role").GetString());
        Assert.NotEqual(0, answer.GetProperty("messages").GetArrayLength());
        AssertFields(["party", "partyCode", "inviteUrl", "members"], await cleo.HearAsync("party:joined"));
        foreach (var other in new[] { room.Ana, room.Ben })
        {
            var heard = await other.HearAsync("party:member_joined");
            AssertFields(["member", "memberCount"], heard);
            AssertFields(MemberFields, heard.GetProperty("member"));
            Assert.Equal((room.Profile("cleo"), 3), (
                heard.GetProperty("member").GetProperty("profileId").GetString(), heard.GetProperty("memberCount").GetInt32()));
        }

        await room.SettleAsync();
        Assert.DoesNotContain("party:member_joined", cleo.Unread);
    }

    [Fact]
    public async Task Join_takes_the_id_too_and_works_without_an_acknowledgement()
    {
        await using var room = await PartyRoom.OpenAsync(host);
        var ben = await room.ConnectAsync("ben");
        await ben.TellAsync("party:join", new { partyCode = room.Id });
        Assert.Equal(room.Code, (await ben.HearAsync("party:joined")).GetProperty("partyCode").GetString());
        await room.Ana.HearAsync("party:member_joined");
    }

    [Fact]
    public async Task Joining_again_tells_nobody_and_leaves_nothing_behind()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        for (var i = 0; i < 3; i++) await room.Ben.DoAsync("party:join", new { partyCode = room.Code });
        await room.SettleAsync();
        Assert.Empty(room.Ana.Unread);
        await room.Ben.DoAsync("party:leave");
        await room.Ana.HearAsync("party:member_left");
        room.Ben.Forget();
        await room.Ana.DoAsync("party:message", new { message = "alone" });
        await room.Ben.AskAsync("party:clock");
        Assert.Empty(room.Ben.Unread);
    }

    [Fact]
    public async Task A_party_whose_sockets_are_gone_is_not_followed_any_more()
    {
        var rooms = host.Get<PartyRooms>();
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var party = new PartyId(room.Id);
        await room.Ben.DoAsync("party:join", new { partyCode = room.Code });
        await room.Ben.DoAsync("party:leave");
        Assert.True(rooms.Follows(party));
        room.Ana.Break();
        await Eventually.BecomesTrueAsync(() => rooms.EndUnused(party), "nobody to be connected");
        Assert.False(rooms.Follows(party));
    }

    [Fact]
    public async Task Leave_tells_the_others_and_the_sender_hears_nothing_more()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben", "cleo");
        AssertFields(["ok"], await room.Ben.DoAsync("party:leave"));
        foreach (var other in new[] { room.Ana, room.Cleo })
        {
            var heard = await other.HearAsync("party:member_left");
            AssertFields(["member", "memberCount", "reason"], heard);
            Assert.Equal((room.Profile("ben"), 2, "left"), (
                heard.GetProperty("member").GetProperty("profileId").GetString(), heard.GetProperty("memberCount").GetInt32(), heard.GetProperty("reason").GetString()));
        }

        await room.Ana.DoAsync("party:play", new { timestamp = 1 });
        await room.SettleAsync(room.Ana, room.Cleo);
        await room.Ben.AskAsync("party:clock");
        Assert.Empty(room.Ben.Unread);
        foreach (var name in InParty) Assert.Equal("not_member", await room.Ben.RefusalAsync(name, ValidPayload(name)));
    }

    [Fact]
    public async Task Events_before_joining_are_refused()
    {
        var ana = await host.SignUpAsync("ana");
        await using var socket = await PartyClient.ConnectAsync(PartyRoom.Server(host), ana.AccessToken);
        foreach (var name in InParty) Assert.Equal("not_member", await socket.RefusalAsync(name, ValidPayload(name)));
        await socket.TellAsync("party:leave");
        var error = await socket.HearAsync("party:error");
        AssertFields(["message", "type", "code"], error);
        Assert.Equal("not_member", error.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Joins_are_refused_in_the_documents_words()
    {
        await using var room = await PartyRoom.OpenAsync(host);
        var ben = await room.ConnectAsync("ben");
        Assert.Equal("party_not_found", await ben.RefusalAsync("party:join", new { partyCode = "QQQQQQ" }));
        Assert.Equal("party_not_found", await ben.RefusalAsync("party:join", new { partyCode = "" }));
        Assert.Equal("validation_error", await ben.RefusalAsync("party:join"));
        await ben.TellAsync("party:join", new { partyCode = "QQQQQQ" });
        Assert.Equal("party_not_found", (await ben.HearAsync("party:error")).GetProperty("type").GetString());

        var dan = await host.SignUpAsync("dan");
        var small = await host.CreatePartyAsync(dan, maxMembers: 2);
        await (await host.SignUpAsync("eve")).JoinAsync(small.Code());
        Assert.Equal("party_full", await ben.RefusalAsync("party:join", new { partyCode = small.Code() }));

        await room.Ana.DoAsync("party:end");
        Assert.Equal("party_not_found", await ben.RefusalAsync("party:join", new { partyCode = room.Id }));
    }

    [Fact]
    public async Task Of_twenty_joins_at_once_to_two_seats_one_succeeds_beside_the_host()
    {
        var ana = await host.SignUpAsync("ana");
        var party = await host.CreatePartyAsync(ana, maxMembers: 2);
        await using var room = await PartyRoom.OpenAsync(host);
        var sockets = new List<PartyClient>();
        for (var i = 0; i < 20; i++) sockets.Add(await room.ConnectAsync($"viewer{i}"));
        var answers = await Task.WhenAll(sockets.Select(socket => socket.AskAsync("party:join", new { partyCode = party.Code() })));
        Assert.Equal(1, answers.Count(answer => answer.GetProperty("ok").GetBoolean()));
        Assert.Equal(2, (await ana.PartyAsync(party.Id()))["data.party.currentMembers"].GetInt32());
    }

    [Fact]
    public async Task Creating_or_joining_another_party_leaves_the_room_of_the_first()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var contentId = await host.AddFilmAsync(room.Person("ben"));
        await room.Ben.DoAsync("party:create", new { contentId });
        var update = await room.Ana.HearAsync("party:member_update");
        Assert.False(update.GetProperty("member").GetProperty("isOnline").GetBoolean());
        room.Ben.Forget();
        await room.Ana.DoAsync("party:play", new { timestamp = 5 });
        await room.SettleAsync(room.Ana);
        await room.Ben.DoAsync("party:message", new { message = "hello?" });
        Assert.Equal("hello?", (await room.Ben.HearAsync("party:message")).GetProperty("message").GetString());
        Assert.Empty(room.Ben.Unread);
        Assert.Empty(room.Ana.Unread);
    }

    [Fact]
    public async Task Creating_is_refused_in_the_documents_words()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var contentId = await host.AddFilmAsync(room.Person("ana"));
        Assert.Equal("party_not_found", await room.Ben.RefusalAsync("party:create", new { contentId }));
        Assert.Equal("party_not_found", await room.Ben.RefusalAsync("party:create", new { contentId = "content_123" }));
        foreach (var maxMembers in new object[] { 1, 0, -1, 1001, 2.5, 1e300, "10" })
            Assert.Equal("validation_error", await room.Ana.RefusalAsync("party:create", new { contentId, maxMembers }));
        foreach (var nothing in new object?[] { null, "", " ", 5, "a\0b" })
            Assert.Equal("validation_error", await room.Ana.RefusalAsync("party:create", new { contentId = nothing }));
        await room.SettleAsync();
        Assert.Empty(room.Ben.Unread);
    }

    [Fact]
    public async Task A_guest_joins_the_party_of_its_link_and_no_other()
    {
        await using var room = await PartyRoom.OpenAsync(host);
        var gus = await host.GuestAsync("Gus", room.Code);
        await using var socket = await PartyClient.ConnectAsync(PartyRoom.Server(host), gus.AccessToken);
        var other = await host.CreatePartyAsync(room.Person("ana"), isPublic: true);
        Assert.Equal("content_access_denied", await socket.RefusalAsync("party:join", new { partyCode = other.Code() }));
        Assert.Equal("content_access_denied", await socket.RefusalAsync("party:create", new { contentId = await host.AddFilmAsync(room.Person("ana"), "public") }));
        await socket.DoAsync("party:join", new { partyCode = room.Code });
        Assert.True((await room.Ana.HearAsync("party:member_joined")).GetProperty("member").GetProperty("isGuest").GetBoolean());
        Assert.Equal("not_host", await socket.RefusalAsync("party:start"));
    }

    internal static void AssertFields(IEnumerable<string> expected, JsonElement actual) =>
        Assert.Equal(expected.Order(), actual.EnumerateObject().Select(property => property.Name).Order());

    private static readonly string[] InParty =
    [
        "party:start", "party:play", "party:pause", "party:seek", "party:sync_request", "party:message", "party:reaction", "party:typing",
        "party:heartbeat", "party:buffering", "party:hand_over", "party:kick", "party:end", "party:settings", "party:leave",
    ];

    private static object ValidPayload(string name) => name switch
    {
        "party:message" => new { message = "hello", timestamp = 1 },
        "party:reaction" => new { emoji = "😂", timestamp = 1, position = new { x = 0.5, y = 0.3 } },
        "party:typing" => new { isTyping = true },
        "party:buffering" => new { isBuffering = true, timestamp = 1 },
        "party:hand_over" or "party:kick" => new { profileId = "x" },
        _ => new { timestamp = 1.5, isPlaying = true, quality = "HD" },
    };
}
