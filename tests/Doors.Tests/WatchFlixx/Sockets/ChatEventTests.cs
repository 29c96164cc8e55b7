using System.Text.Json;
using Matinee.Doors.Tests.Shared;
using static Matinee.Doors.Tests.WatchFlixx.Sockets.SeatEventTests;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

public sealed class ChatEventOnSqlite(SocketHost host) : ChatEventTests(host), IClassFixture<SocketHost>;

public sealed class ChatEventOnPostgres : ChatEventTests, IClassFixture<PostgresSocketHost>
{
    public ChatEventOnPostgres(PostgresSocketHost host)
        : base(host) => PostgresMatineeHost.SkipWithoutServer();
}

/// <summary>Messages and reactions go to all, typing to the others.</summary>
public abstract class ChatEventTests(MatineeHost host)
{
    private static readonly string[] MessageFields = ["id", "user", "message", "timestamp", "videoTimestamp", "createdAt", "clientMessageId"];

    [Fact]
    public async Task A_message_goes_to_all_and_into_the_history()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben", "cleo");
        var answer = await room.Ben.DoAsync("party:message", new { message = "  This scene is amazing!  ", timestamp = 1234.56, clientMessageId = "m1" });
        AssertFields(["ok", "message"], answer);
        foreach (var member in new[] { room.Ana, room.Ben, room.Cleo })
        {
            var heard = await member.HearAsync("party:message");
            AssertFields(MessageFields, heard);
            Assert.Equal(answer.GetProperty("message").ToString(), heard.ToString());
            Assert.Equal(("This scene is amazing!", 1234.56, 1234.56, "m1"), (
                heard.GetProperty("message").GetString(),
                heard.GetProperty("timestamp").GetDouble(),
                heard.GetProperty("videoTimestamp").GetDouble(),
                heard.GetProperty("clientMessageId").GetString()));
            Assert.Equal((room.Profile("ben"), "ben Tester"), (
                heard.GetProperty("user").GetProperty("profileId").GetString(), heard.GetProperty("user").GetProperty("name").GetString()));
        }

        var kept = await room.Person("cleo").GetAsync($"/v1/social/party/{room.Id}/messages?limit=1");
        Assert.Equal(answer.GetProperty("message").ToString(), kept["data.messages.0"].ToString());
    }

    [Fact]
    public async Task Sending_again_under_the_clients_own_id_posts_once()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        var payload = new { message = "once", clientMessageId = "again" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => room.Ben.DoAsync("party:message", payload)));
        Assert.Single(answers.Select(answer => answer.GetProperty("message").Id()).Distinct());
        await room.Ana.DoAsync("party:message", payload);
        await room.SettleAsync();
        var kept = (await room.Person("ana").GetAsync($"/v1/social/party/{room.Id}/messages"))["data.messages"].EnumerateArray();
        Assert.Equal(2, kept.Count(message => message.GetProperty("message").GetString() == "once"));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(500, true)]
    [InlineData(501, false)]
    [InlineData(1 << 20, false)]
    public async Task A_message_has_one_to_500_characters(int length, bool isTaken)
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        foreach (var character in new[] { "x", "😂", "👨‍👩‍👧‍👦" }.Take(length > 501 ? 1 : 3))
        {
            var message = string.Concat(Enumerable.Repeat(character, length));
            var isShort = character.Length == 1 || length * character.Length <= 4000;
            var answer = await room.Ben.AskAsync("party:message", new { message });
            Assert.Equal(isTaken && isShort, answer.GetProperty("ok").GetBoolean());
            if (isTaken && isShort) Assert.Equal(message, (await room.Ana.HearAsync("party:message")).GetProperty("message").GetString());
        }

        await room.SettleAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData(",null")]
    [InlineData(",\"hello\"")]
    [InlineData(",{}")]
    [InlineData(""",{"message":null}""")]
    [InlineData(""",{"message":""}""")]
    [InlineData(""",{"message":" \t\n "}""")]
    [InlineData(""",{"message":"\u0001\u0002"}""")]
    [InlineData(""",{"message":5}""")]
    [InlineData(""",{"message":["hello"]}""")]
    [InlineData(""",{"message":{"text":"hello"}}""")]
    [InlineData(""",{"message":"\ud800"}""")]
    [InlineData(""",{"message":"hello \udc00 you"}""")]
    [InlineData(""",{"message":"a\u0000b"}""")]
    [InlineData(""",{"message":"hello","timestamp":"5"}""")]
    [InlineData(""",{"message":"hello","timestamp":-1}""")]
    [InlineData(""",{"message":"hello","timestamp":1e999}""")]
    [InlineData(""",{"message":"hello","clientMessageId":5}""")]
    [InlineData(""",{"message":"hello","clientMessageId":""}""")]
    [InlineData(""",{"message":"hello","clientMessageId":"a\u0000"}""")]
    [InlineData(""",{"message":"hello","clientMessageId":"12345678901234567890123456789012345678901234567890123456789012345"}""")]
    public async Task What_is_no_message_is_refused_and_reaches_nobody(string arguments)
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        Assert.Equal("validation_error", await room.Ben.RefusalOfTextAsync("party:message", arguments));
        await room.Ben.TellTextAsync("party:message", arguments);
        Assert.Equal("validation_error", (await room.Ben.HearAsync("party:error")).GetProperty("type").GetString());
        await room.SettleAsync();
        Assert.Empty(room.Ana.Unread);
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task Control_characters_are_dropped_and_markup_is_only_text()
    {
        await using var room = await PartyRoom.OpenAsync(host);
        await room.Ana.DoAsync("party:message", new { message = "a\u0007\u001b[31mb\n<script>alert('x')</script>\u2028" });
        Assert.Equal("a[31mb\n<script>alert('x')</script>", (await room.Ana.HearAsync("party:message")).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("😂")]
    [InlineData("❤️")]
    [InlineData("👨‍👩‍👧‍👦")]
    [InlineData("👍🏽")]
    [InlineData("🏳️‍🌈")]
    [InlineData("🇩🇪")]
    [InlineData("3️⃣")]
    public async Task A_reaction_goes_to_all(string emoji)
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        AssertFields(["ok"], await room.Ben.DoAsync("party:reaction", new { emoji, timestamp = 1234.56, position = new { x = 0.5, y = 0.3 } }));
        foreach (var member in new[] { room.Ana, room.Ben })
        {
            var heard = await member.HearAsync("party:reaction");
            AssertFields(["id", "user", "emoji", "position", "timestamp", "videoTimestamp", "createdAt"], heard);
            Assert.Equal((emoji, 0.5, 0.3, 1234.56), (
                heard.GetProperty("emoji").GetString(),
                heard.GetProperty("position").GetProperty("x").GetDouble(),
                heard.GetProperty("position").GetProperty("y").GetDouble(),
                heard.GetProperty("videoTimestamp").GetDouble()));
            Assert.Equal(room.Profile("ben"), heard.GetProperty("user").GetProperty("profileId").GetString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(",{}")]
    [InlineData(""",{"emoji":""}""")]
    [InlineData(""",{"emoji":"a"}""")]
    [InlineData(""",{"emoji":"ab"}""")]
    [InlineData(""",{"emoji":"😂😂"}""")]
    [InlineData(""",{"emoji":"😂a"}""")]
    [InlineData(""",{"emoji":"\ud83d"}""")]
    [InlineData(""",{"emoji":5}""")]
    [InlineData(""",{"emoji":"😂","position":{"x":-0.01,"y":0}}""")]
    [InlineData(""",{"emoji":"😂","position":{"x":0,"y":1.01}}""")]
    [InlineData(""",{"emoji":"😂","position":{"x":1e999,"y":0}}""")]
    [InlineData(""",{"emoji":"😂","position":{"x":"0","y":0}}""")]
    [InlineData(""",{"emoji":"😂","position":{"x":0}}""")]
    [InlineData(""",{"emoji":"😂","position":[0,0]}""")]
    [InlineData(""",{"emoji":"😂","position":{"x":0,"y":0,"\ud800":0}}""")]
    [InlineData(""",{"emoji":"😂","timestamp":-1}""")]
    public async Task What_is_no_reaction_is_refused_and_reaches_nobody(string arguments)
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben");
        Assert.Equal("validation_error", await room.Ben.RefusalOfTextAsync("party:reaction", arguments));
        await room.SettleAsync();
        Assert.Empty(room.Ana.Unread);
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task Typing_goes_to_the_others()
    {
        await using var room = await PartyRoom.OpenAsync(host, "ben", "cleo");
        AssertFields(["ok"], await room.Ben.DoAsync("party:typing", new { isTyping = true }));
        await room.Ben.TellAsync("party:typing", new { isTyping = false });
        foreach (var other in new[] { room.Ana, room.Cleo })
        {
            var heard = await other.HearAsync("party:typing");
            AssertFields(["user", "isTyping"], heard);
            Assert.Equal((room.Profile("ben"), true), (heard.GetProperty("user").GetProperty("profileId").GetString(), heard.GetProperty("isTyping").GetBoolean()));
            Assert.False((await other.HearAsync("party:typing")).GetProperty("isTyping").GetBoolean());
        }

        foreach (var wrong in new[] { "", ",{}", """,{"isTyping":"true"}""", """,{"isTyping":1}""", """,{"isTyping":null}""" })
            Assert.Equal("validation_error", await room.Ben.RefusalOfTextAsync("party:typing", wrong));
        await room.SettleAsync();
        Assert.DoesNotContain("party:typing", room.Ben.Unread);
        Assert.Empty(room.Ana.Unread);
    }
}
