using System.Text.Json;
using Matinee.Doors.Tests.Shared;
using static Matinee.Doors.Tests.WatchFlixx.Sockets.SeatEventTests;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

/// <summary>start, play, pause, seek and sync: the others hear, the sender is answered.</summary>
public sealed class PlaybackEventTests(SocketHost host) : IClassFixture<SocketHost>
{
    private static readonly string[] PlaybackFields =
        ["timestamp", "isPlaying", "playbackRate", "serverTime", "effectiveAt", "epoch", "seq", "actor", "hold", "undo"];

    [Theory]
    [InlineData("party:start", "party:started", null, 0, true)]
    [InlineData("party:play", "party:play", """{"timestamp":1234.56}""", 1234.56, true)]
    [InlineData("party:pause", "party:pause", """{"timestamp":1234.56}""", 1234.56, false)]
    [InlineData("party:seek", "party:seek", """{"timestamp":1800.0,"wasPlaying":true}""", 1800, true)]
    [InlineData("party:seek", "party:seek", """{"timestamp":1800.0,"wasPlaying":false}""", 1800, false)]
    [InlineData("party:seek", "party:seek", """{"timestamp":99999}""", 5400, false)]
    [InlineData("party:play", "party:play", """{"timestamp":1e300}""", 5400, true)]
    [InlineData("party:play", "party:play", null, 0, true)]
    [InlineData("party:play", "party:play", """{"timestamp":null,"junk":{"deep":[1]}}""", 0, true)]
    public async Task A_command_of_the_host_goes_to_the_others_and_is_acknowledged(
        string asked, string heard, string? payload, double position, bool isPlaying)
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben", "cleo");
        var answer = await room.Ana.AskTextAsync(asked, payload is null ? "" : "," + payload);
        AssertFields(["ok", "playback"], answer);
        AssertPlayback(answer.GetProperty("playback"), position, isPlaying, PlaybackFields);
        foreach (var other in new[] { room.Ben, room.Cleo })
        {
            var told = await other.HearAsync(heard);
            AssertPlayback(told, position, isPlaying, asked == "party:seek" ? [.. PlaybackFields, "wasPlaying"] : PlaybackFields);
            Assert.Equal(room.Profile("ana"), told.GetProperty("actor").GetProperty("profileId").GetString());
            Assert.Equal(answer.GetProperty("playback").GetProperty("seq").GetInt64(), told.GetProperty("seq").GetInt64());
            Assert.Equal(answer.GetProperty("playback").GetProperty("effectiveAt").GetDouble(), told.GetProperty("effectiveAt").GetDouble());
            if (asked == "party:seek") Assert.Equal(isPlaying, told.GetProperty("wasPlaying").GetBoolean());
        }

        await room.SettleAsync();
        Assert.DoesNotContain(heard, room.Ana.Unread);
    }

    [Fact]
    public async Task A_client_without_acknowledgements_controls_all_the_same()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        await room.Ana.TellAsync("party:start");
        await room.Ben.HearAsync("party:started");
        await room.Ana.TellAsync("party:pause", new { timestamp = 12.5 });
        Assert.Equal(12.5, (await room.Ben.HearAsync("party:pause")).GetProperty("timestamp").GetDouble());
        await room.Ana.TellAsync("party:seek", new { timestamp = 60, wasPlaying = false });
        Assert.Equal(60, (await room.Ben.HearAsync("party:seek")).GetProperty("timestamp").GetDouble());
        await room.Ana.TellAsync("party:play", new { timestamp = 60 });
        await room.Ben.HearAsync("party:play");
        await room.SettleAsync();
        Assert.Empty(room.Ana.Unread);
    }

    [Fact]
    public async Task Commands_of_a_member_are_refused_and_change_nothing()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben", "cleo");
        await room.Ana.DoAsync("party:pause", new { timestamp = 42 });
        await room.SettleAsync();
        room.Ben.Forget();
        room.Cleo.Forget();
        var before = await room.PlaybackAsync();
        (string Name, object Payload)[] commands =
        [
            ("party:start", new { }), ("party:play", new { timestamp = 1 }), ("party:pause", new { timestamp = 1 }),
            ("party:seek", new { timestamp = 1, wasPlaying = true }), ("party:rate", new { rate = 1.5 }), ("party:undo_seek", new { }), ("party:end", new { }), ("party:settings", new { guestsAllowed = false }),
            ("party:hand_over", new { profileId = room.Profile("ben") }), ("party:kick", new { profileId = room.Profile("cleo") }),
        ];
        foreach (var (name, payload) in commands)
        {
            Assert.Equal("not_host", await room.Ben.RefusalAsync(name, payload));
            await room.Ben.TellAsync(name, payload);
            Assert.Equal("not_host", (await room.Ben.HearAsync("party:error")).GetProperty("type").GetString());
        }

        await room.SettleAsync();
        Assert.Empty(room.Cleo.Unread);
        var after = await room.PlaybackAsync();
        Assert.Equal(
            (42d, false, before.GetProperty("seq").GetInt64()),
            (after.GetProperty("timestamp").GetDouble(), after.GetProperty("isPlaying").GetBoolean(), after.GetProperty("seq").GetInt64()));
        Assert.Equal(room.Profile("ana"), (await room.Person("ana").PartyAsync(room.Id))["data.party.host.profileId"].GetString());
    }

    [Theory]
    [InlineData(""","x" """)]
    [InlineData(",5")]
    [InlineData(",true")]
    [InlineData(",[]")]
    [InlineData(""",[{"timestamp":1}]""")]
    [InlineData(""",{"timestamp":"1"}""")]
    [InlineData(""",{"timestamp":"NaN"}""")]
    [InlineData(""",{"timestamp":"Infinity"}""")]
    [InlineData(""",{"timestamp":true}""")]
    [InlineData(""",{"timestamp":[1]}""")]
    [InlineData(""",{"timestamp":{"$gt":0}}""")]
    [InlineData(""",{"timestamp":-0.001}""")]
    [InlineData(""",{"timestamp":-1e300}""")]
    [InlineData(""",{"timestamp":1e999}""")]
    [InlineData(""",{"timestamp":-1e999}""")]
    public async Task A_position_that_is_none_is_refused_and_changes_nothing(string arguments)
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var before = await room.PlaybackAsync();
        foreach (var name in new[] { "party:play", "party:pause", "party:seek" })
        {
            Assert.Equal("validation_error", await room.Ana.RefusalOfTextAsync(name, arguments));
            await room.Ana.TellTextAsync(name, arguments);
            Assert.Equal("validation_error", (await room.Ana.HearAsync("party:error")).GetProperty("type").GetString());
        }

        await room.SettleAsync();
        Assert.Empty(room.Ben.Unread);
        Assert.Equal(before.GetProperty("seq").GetInt64(), (await room.PlaybackAsync()).GetProperty("seq").GetInt64());
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",null")]
    [InlineData(",{}")]
    [InlineData(""",{"wasPlaying":true}""")]
    [InlineData(""",{"timestamp":null}""")]
    [InlineData(""",{"timestamp":5,"wasPlaying":"yes"}""")]
    [InlineData(""",{"timestamp":5,"wasPlaying":1}""")]
    public async Task A_seek_needs_a_position_and_a_flag_that_is_one(string arguments)
    {
        await using var room = await PartyRoom.OpenAsync(host);
        Assert.Equal("validation_error", await room.Ana.RefusalOfTextAsync("party:seek", arguments));
    }

    [Fact]
    public async Task Starting_twice_is_refused()
    {
        await using var room = await PartyRoom.OpenAsync(host);
        await room.Ana.DoAsync("party:start");
        var refused = await room.Ana.AskAsync("party:start");
        Assert.Equal("CONFLICT", refused.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Sync_goes_to_the_sender_alone_by_event_and_by_acknowledgement()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        await room.Ana.DoAsync("party:pause", new { timestamp = 33.25 });
        await room.Ben.HearAsync("party:pause");
        var answer = await room.Ben.DoAsync("party:sync_request");
        AssertPlayback(answer.GetProperty("playback"), 33.25, isPlaying: false, PlaybackFields);
        AssertPlayback(await room.Ben.HearAsync("party:sync"), 33.25, isPlaying: false, PlaybackFields);
        await room.Ben.TellAsync("party:sync_request");
        AssertPlayback(await room.Ben.HearAsync("party:sync"), 33.25, isPlaying: false, PlaybackFields);
        await room.SettleAsync();
        Assert.Empty(room.Ana.Unread);
    }

    [Fact]
    public async Task The_film_runs_on_the_servers_clock()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var set = (await room.Ana.DoAsync("party:play", new { timestamp = 100 })).GetProperty("playback");
        var effectiveAt = set.GetProperty("effectiveAt").GetDouble();
        Assert.InRange(effectiveAt - set.GetProperty("serverTime").GetDouble(), -60_000, 1200);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var now = (await room.Ben.DoAsync("party:sync_request")).GetProperty("playback");
                if (now.GetProperty("serverTime").GetDouble() <= effectiveAt) return false;
                var expected = 100 + ((now.GetProperty("serverTime").GetDouble() - effectiveAt) / 1000);
                Assert.Equal(expected, now.GetProperty("timestamp").GetDouble(), 0.01);
                return true;
            },
            "the film to run");
    }

    [Fact]
    public async Task The_clock_answers_before_joining_and_echoes_numbers_only()
    {
        var ana = await host.SignUpAsync("ana");
        await using var socket = await PartyClient.ConnectAsync(PartyRoom.Server(host), ana.AccessToken);
        var answer = await socket.AskAsync("party:clock", new { t0 = 17.5 });
        AssertFields(["t0", "t1", "t2"], answer);
        Assert.Equal(17.5, answer.GetProperty("t0").GetDouble());
        Assert.True(answer.GetProperty("t1").GetDouble() <= answer.GetProperty("t2").GetDouble());
        string[] others = ["", ",null", ",5", ",{}", """,{"t0":"5"}""", """,{"t0":1e999}""", """,{"\ud800":5}""", """,{"t0":{}},{"t0":7}"""];
        foreach (var other in others) Assert.Equal(JsonValueKind.Null, (await socket.AskTextAsync("party:clock", other)).GetProperty("t0").ValueKind);
        await socket.TellAsync("party:clock", new { t0 = 1 });
        await socket.AskAsync("party:clock");
        Assert.Empty(socket.Unread);
        Assert.Empty(host.Log.Errors);
    }

    private static void AssertPlayback(JsonElement playback, double position, bool isPlaying, IEnumerable<string> fields)
    {
        AssertFields(fields, playback);
        Assert.Equal(position, playback.GetProperty("timestamp").GetDouble());
        Assert.Equal(isPlaying, playback.GetProperty("isPlaying").GetBoolean());
        Assert.Equal(1, playback.GetProperty("playbackRate").GetDouble());
        Assert.Equal(JsonValueKind.Null, playback.GetProperty("hold").ValueKind);
    }
}
