using Matinee.Doors.Tests.Shared;
using static Matinee.Doors.Tests.WatchFlixx.Sockets.SeatEventTests;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

/// <summary>Reactions go to all, typing to the others; what is neither, nor a message, reaches nobody.</summary>
public sealed class ChatPayloadTests(SocketHost host) : IClassFixture<SocketHost>
{
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
