using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

public sealed class SessionLimitTests
{
    [Fact]
    public async Task An_address_creates_five_sessions_an_hour_and_failures_count()
    {
        await using var host = new MatineeHost(new() { ["Matinee:RateLimits:SessionCreate"] = "5" });
        var stranger = host.Stranger();
        var first = await stranger.PostAsync("/api/sessions/create", new { name = "Movie Night", password = "secure123" });
        Assert.Equal((200, "5", "4"), (first.Status, first.Headers["X-RateLimit-Limit"], first.Headers["X-RateLimit-Remaining"]));
        var reset = DateTimeOffset.FromUnixTimeSeconds(long.Parse(first.Headers["X-RateLimit-Reset"], CultureInfo.InvariantCulture));
        Assert.InRange(reset - host.Clock.GetUtcNow(), TimeSpan.FromMinutes(59), TimeSpan.FromSeconds(3601));
        Assert.Equal((400, "3"), Shown(await stranger.PostTextAsync("/api/sessions/create", "{}")));
        Assert.Equal((400, "2"), Shown(await stranger.PostTextAsync("/api/sessions/create", "{")));
        Assert.Equal((415, "1"), Shown(await stranger.PostTextAsync("/API/Sessions/CREATE/", "{}", "text/plain")));
        Assert.Equal((400, "0"), Shown(await stranger.PostTextAsync("/api/sessions/%63reate", "{}")));
        var refused = await stranger.PostAsync("/api/sessions/create", new { name = "Movie Night", password = "secure123" });
        Assert.Equal((429, "0"), Shown(refused));
        Golden.Matches("create-limited", refused);
        Assert.True(refused.Headers.ContainsKey("Retry-After"));
        Assert.Equal(404, (await host.TryJoinSessionAsync(Guid.CreateVersion7().ToString())).Status);

        host.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(400, (await stranger.PostTextAsync("/api/sessions/create", "{}")).Status);
    }

    [Fact]
    public async Task A_session_takes_ten_joins_a_minute_from_an_address()
    {
        await using var host = new MatineeHost(new() { ["Matinee:RateLimits:SessionJoin"] = "10" });
        var (session, other) = (await host.CreateSessionAsync(), await host.CreateSessionAsync());
        for (var i = 9; i >= 0; i--)
        {
            // However the id is spelt, it is the same session.
            var id = i % 2 == 0 ? session.Session : session.Session.ToUpperInvariant();
            Assert.Equal((401, i.ToString(CultureInfo.InvariantCulture)), Shown(await host.TryJoinSessionAsync(id, "wrong password")));
        }

        var refused = await host.TryJoinSessionAsync(session.Session);
        Assert.Equal((429, "0"), Shown(refused));
        Assert.Equal("""{"error":"Rate limit exceeded","message":"Maximum 10 join attempts per minute"}""", refused.Text);
        Assert.Equal((200, "9"), Shown(await host.TryJoinSessionAsync(other.Session)));
        Assert.Equal(200, await FromAsync(host, "203.0.113.7", session.Session));
        Assert.Equal(200, (await session.ShowAsync()).Status);

        host.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(200, (await host.TryJoinSessionAsync(session.Session)).Status);
    }

    [Fact]
    public async Task Joins_that_name_no_session_are_counted_together()
    {
        await using var host = new MatineeHost(new() { ["Matinee:RateLimits:SessionJoin"] = "4" });
        var stranger = host.Stranger();
        Assert.Equal((400, "3"), Shown(await stranger.PostTextAsync("/api/sessions/join", "{")));
        Assert.Equal((400, "2"), Shown(await stranger.PostTextAsync("/api/sessions/join", "{}")));
        Assert.Equal((415, "1"), Shown(await stranger.PostTextAsync("/api/sessions/join", "{}", "text/plain")));
        Assert.Equal((404, "0"), Shown(await host.TryJoinSessionAsync("no uuid")));
        Assert.Equal((429, "0"), Shown(await stranger.PostTextAsync("/api/sessions/join", "[]")));
    }

    [Fact]
    public async Task What_the_document_does_not_limit_is_not_counted()
    {
        await using var host = new MatineeHost(new() { ["Matinee:RateLimits:General"] = "1" });
        var session = await host.CreateSessionAsync();
        for (var i = 0; i < 3; i++)
        {
            var (health, shown) = (await host.Stranger().GetAsync("/api/health"), await session.ShowAsync());
            Assert.Equal((200, 200), (health.Status, shown.Status));
            Assert.False(health.Headers.ContainsKey("X-RateLimit-Limit"));
            Assert.False(shown.Headers.ContainsKey("X-RateLimit-Limit"));
        }
    }

    [Fact]
    public async Task A_message_over_the_limit_is_not_delivered_and_the_connection_stays()
    {
        await using var host = new SocketHost(new() { ["Matinee:RateLimits:SessionMessages"] = "20", ["Matinee:RateLimits:SessionCandidates"] = "30" });
        var session = await host.CreateSessionAsync();
        await using var sender = await session.ConnectAsync();
        await using var viewer = await (await host.JoinSessionAsync(session.Session)).ConnectAsync();
        for (var i = 0; i < 20; i++) await sender.ChatAsync($"m{i}");
        await sender.ChatAsync("too much");
        await sender.SendAsync("not even JSON");
        for (var i = 0; i < 2; i++)
        {
            var error = await sender.HearAsync("error");
            Assert.Equal(
                """{"error":"Rate limit exceeded","message":"Maximum 20 messages per minute"}""", error.GetProperty("payload").GetRawText());
        }

        for (var i = 0; i < 31; i++) await sender.SayAsync("ice_candidate", new { number = i });
        await sender.HearAsync("error");
        for (var i = 0; i < 30; i++) Assert.Equal(i, (await viewer.HearAsync("ice_candidate")).GetProperty("payload").GetProperty("number").GetInt32());
        Assert.DoesNotContain("ice_candidate", viewer.Unread);

        // Another connection of the same member has its own, and the first has it again when its minute is over.
        await using var tab = await session.ConnectAsync();
        await tab.ChatAsync("from the other tab");
        host.Clock.Advance(TimeSpan.FromSeconds(61));
        await sender.ChatAsync("again");
        var heard = new List<string?>();
        while (heard.LastOrDefault() != "again") heard.Add((await viewer.HearAsync("chat")).GetProperty("payload").GetProperty("message").GetString());
        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => $"m{i}"), "from the other tab", "again"], heard);
    }

    private static (int Status, string Remaining) Shown(Answer answer) => (answer.Status, answer.Headers["X-RateLimit-Remaining"]);

    private static async Task<int> FromAsync(MatineeHost host, string address, string session)
    {
        var context = await host.Server.SendAsync(context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            context.Request.Method = "POST";
            context.Request.Path = "/api/sessions/join";
            context.Request.ContentType = "application/json";
            context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { session_id = session, password = SessionActs.Password })));
        });
        return context.Response.StatusCode;
    }
}
