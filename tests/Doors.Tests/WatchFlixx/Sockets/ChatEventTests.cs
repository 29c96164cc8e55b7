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

/// <summary>Messages go to all, and stay.</summary>
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

    [Fact]
    public async Task Control_characters_are_dropped_and_markup_is_only_text()
    {
        await using var room = await PartyRoom.OpenAsync(host);
        await room.Ana.DoAsync("party:message", new { message = "a\u0007\u001b[31mb\n<script>alert('x')</script>\u2028" });
        Assert.Equal("a[31mb\n<script>alert('x')</script>", (await room.Ana.HearAsync("party:message")).GetProperty("message").GetString());
    }
}
