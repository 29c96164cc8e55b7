using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

public sealed class SessionChatOnSqlite(SocketHost host) : SessionChatTests(host), IClassFixture<SocketHost>;

public sealed class SessionChatOnPostgres : SessionChatTests, IClassFixture<PostgresSocketHost>
{
    public SessionChatOnPostgres(PostgresSocketHost host)
        : base(host) => PostgresMatineeHost.SkipWithoutServer();
}

public abstract class SessionChatTests(MatineeHost host)
{
    [Fact]
    public async Task A_message_goes_to_all_as_documented_with_what_the_server_knows()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.ViewerClient.ChatAsync("Hello everyone!", "msg_abc123");
        foreach (var client in new[] { room.HostClient, room.ViewerClient })
        {
            var text = await client.HearTextAsync("chat");
            var message = JsonSerializer.Deserialize<JsonElement>(text);
            var at = message.GetProperty("timestamp").GetInt64();
            Assert.InRange(at, host.Clock.GetUtcNow().ToUnixTimeMilliseconds() - 60_000, host.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 1000);
            var (user, name) = (room.Viewer.UserId, room.Viewer.Username);
            Assert.Equal(
                $$$"""{"type":"chat","payload":{"id":"msg_abc123","user_id":"{{{user}}}","username":"{{{name}}}","message":"Hello everyone!","timestamp":{{{at}}}},"session_id":"{{{room.Id}}}","user_id":"{{{user}}}","timestamp":{{{at}}}}""",
                text);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_message_without_an_id_gets_one(string? id)
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.HostClient.SayAsync("chat", new { id, message = "hi" });
        Assert.True(Guid.TryParse((await room.ViewerClient.HearAsync("chat")).GetProperty("payload").GetProperty("id").GetString(), out _));
    }

    [Fact]
    public async Task A_message_that_is_sent_again_is_there_once()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.ViewerClient.ChatAsync("once", "same");
        await room.ViewerClient.ChatAsync("once", "same");
        Assert.Equal(["chat"], await room.ViewerClient.SettleAsync());
    }

    [Fact]
    public async Task Text_is_kept_as_it_is_but_for_control_characters()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.HostClient.ChatAsync("  <b>\u0007\"'&amp; 👨‍👩‍👧 \\ \u2028  ");
        Assert.Equal("<b>\"'&amp; 👨‍👩‍👧 \\", (await room.ViewerClient.HearAsync("chat")).GetProperty("payload").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"message":""}""")]
    [InlineData("""{"message":"  "}""")]
    [InlineData("""{"message":null}""")]
    [InlineData("""{"text":"x"}""")]
    [InlineData("""{"message":5}""")]
    [InlineData("""{"message":["x"]}""")]
    [InlineData("""{"message":"x","message":"y"}""")]
    [InlineData("""{"message":"\ud800"}""")]
    [InlineData("""{"message":"a\u0000b"}""")]
    [InlineData("""{"message":"x","id":5}""")]
    [InlineData("""{"message":"x","id":"a\tb"}""")]
    [InlineData("""{"message":"LONG"}""")]
    [InlineData("""{"message":"x","id":"LONG"}""")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"x\"")]
    public async Task A_message_that_is_none_is_refused_to_its_sender_alone(string payload)
    {
        await using var room = await SessionRoom.OpenAsync(host);
        await room.ViewerClient.SendAsync($$"""{"type":"chat","payload":{{payload.Replace("LONG", new string('x', 501), StringComparison.Ordinal)}}}""");
        var error = await room.ViewerClient.HearAsync("error");
        Assert.Equal(["type", "payload", "session_id", "user_id", "timestamp"], error.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Validation failed", error.GetProperty("payload").GetProperty("error").GetString());
        Assert.Empty(await room.HostClient.SettleAsync());
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task The_last_fifty_messages_come_first_and_oldest_first()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        for (var i = 0; i < 60; i++) await room.HostClient.ChatAsync($"m{i}");
        while ((await room.ViewerClient.HearAsync("chat")).GetProperty("payload").GetProperty("message").GetString() != "m59")
        {
        }

        await room.HostClient.SayAsync("playback_state", new { playing = true, currentTime = 3 });
        await room.ViewerClient.HearAsync("playback_state");
        await using var late = await (await host.JoinSessionAsync(room.Id)).ConnectAsync();
        for (var i = 10; i < 60; i++)
        {
            var next = await late.NextAsync();
            Assert.Equal(("chat", $"m{i}"), (next.GetProperty("type").GetString(), next.GetProperty("payload").GetProperty("message").GetString()));
            Assert.Equal(room.Host.UserId, next.GetProperty("user_id").GetString());
        }

        var state = await late.NextAsync();
        Assert.Equal("playback_state", state.GetProperty("type").GetString());
        Assert.Empty(await late.SettleAsync());
    }

    [Fact]
    public async Task Who_connects_while_others_talk_misses_nothing_and_hears_nothing_twice()
    {
        await using var room = await SessionRoom.OpenAsync(host);
        var viewer = await host.JoinSessionAsync(room.Id);
        var isOver = false;
        var talk = Task.Run(async () =>
        {
            var number = 0;
            for (; !Volatile.Read(ref isOver) || number < 60; number++)
            {
                await room.HostClient.ChatAsync($"{number}");
                await room.HostClient.HearAsync("chat");
            }

            await room.HostClient.ChatAsync("end");
            return number;
        });
        var clients = new List<SessionClient>();
        for (var i = 0; i < 25; i++) clients.Add(await viewer.ConnectAsync());
        Volatile.Write(ref isOver, true);
        var last = await talk;

        foreach (var client in clients)
        {
            var heard = new List<string>();
            while (heard.LastOrDefault() != "end")
                heard.Add((await client.HearAsync("chat")).GetProperty("payload").GetProperty("message").GetString()!);
            var numbers = heard.SkipLast(1).Where(text => text.Length < 10).Select(int.Parse).ToList();
            Assert.Equal(numbers.Count == 0 ? [] : Enumerable.Range(numbers[0], last - numbers[0]), numbers);
            Assert.True(numbers.Count >= Math.Min(last, 49), "the replay is short");
            await client.DisposeAsync();
        }
    }
}
