using System.Text.Json;
using System.Text.RegularExpressions;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.PlayerStatus;

public sealed partial class StatusTests(SocketHost host) : IClassFixture<SocketHost>
{
    private const string Documented =
        """
        {
          "userId": "user123", "roomCode": "room456", "isHost": true,
          "content": { "title": "Movie Title", "type": "Movie", "tmdbId": 12345 },
          "player": {
            "isPlaying": true, "isPaused": false, "isLoading": false, "hasPlayedOnce": true,
            "time": 120.5, "duration": 3600, "volume": 0.8, "playbackRate": 1, "buffered": 180
          }
        }
        """;

    private const string Series =
        """
        {
          "userId": "user123", "roomCode": "series", "isHost": true,
          "content": { "title": "Show Title", "type": "TV Show", "tmdbId": 67890, "seasonNumber": 2, "episodeNumber": 5 },
          "player": {
            "isPlaying": true, "isPaused": false, "isLoading": false, "hasPlayedOnce": true,
            "time": 120.5, "duration": 3600, "volume": 0.8, "playbackRate": 1, "buffered": 180
          }
        }
        """;

    private readonly Person person = host.Stranger();

    [Fact]
    public async Task A_status_is_taken_and_shown_as_documented()
    {
        var reported = await person.PostTextAsync(StatusActs.Path, Documented);
        Assert.Equal(200, reported.Status);
        Assert.Equal(host.Clock.GetUtcNow().ToUnixTimeMilliseconds(), reported["timestamp"].GetInt64(), 60_000d);
        Golden.Matches("reported", Masked(reported));
        var user = await person.GetAsync($"{StatusActs.Path}?userId=user123&roomCode=room456");
        Assert.Equal(reported["timestamp"].GetInt64(), user["statuses.0.timestamp"].GetInt64());
        Golden.Matches("user", Masked(user));
        await person.PostTextAsync(StatusActs.Path, Series);
        await person.ReportAsync("user456", "series", 7);
        Golden.Matches("room", Masked(await person.GetAsync($"{StatusActs.Path}?roomCode=series")));
    }

    [Fact]
    public async Task What_was_left_out_has_its_default()
    {
        await person.PostTextAsync(StatusActs.Path, """{"userId":"u","roomCode":"defaults"}""");
        await person.PostTextAsync(
            StatusActs.Path,
            """{"userId":"v","roomCode":"defaults","isHost":null,"content":null,"player":null}""");
        await person.PostTextAsync(
            StatusActs.Path,
            """
            {"userId":"w","roomCode":"defaults","content":{"title":null,"type":null,"tmdbId":null,"seasonNumber":null,"episodeId":null},
            "player":{"isPlaying":null,"time":null,"volume":null,"playbackRate":null}}
            """);
        Golden.Matches("defaults", Masked(await person.GetAsync($"{StatusActs.Path}?roomCode=defaults")));
    }

    [Theory]
    [InlineData("tmdbId", "12345")]
    [InlineData("tmdbId", "\"12345\"")]
    [InlineData("tmdbId", "\"\"")]
    [InlineData("tmdbId", "9007199254740993")]
    [InlineData("seasonId", "77")]
    [InlineData("episodeId", "78")]
    [InlineData("seasonNumber", "0")]
    [InlineData("episodeNumber", "3.5")]
    [InlineData("type", "\"Movie\"")]
    [InlineData("type", "\"Radio play\"")]
    [InlineData("type", "\"\"")]
    [InlineData("title", "\"Amélie \\\"2\\\" \\u00e9 \\ud83d\\ude02 👨‍👩‍👧 \\\\ \\n/\"")]
    [InlineData("title", "\"</script>\\u2028\"")]
    public async Task Content_comes_back_as_what_it_was(string field, string value)
    {
        var room = $"content {field} {StringComparer.Ordinal.GetHashCode(value)}";
        var answer = await person.PostTextAsync(
            StatusActs.Path,
            $"{{\"content\":{{\"unknown\":{{}},\"{field}\":{value}}},\"extra\":[1],\"roomCode\":{JsonSerializer.Serialize(room)},\"userId\":\"u\"}}");
        Assert.Equal(200, answer.Status);
        var content = Assert.Single(await person.StatusesAsync("u", room)).GetProperty("content");
        Assert.True(JsonElement.DeepEquals(JsonSerializer.Deserialize<JsonElement>(value), content.GetProperty(field)), content.ToString());
        Assert.False(content.TryGetProperty("unknown", out _));
    }

    [Fact]
    public async Task Ids_of_seasons_and_episodes_are_left_out_when_unset()
    {
        await person.ReportAsync("u", "no ids");
        var content = Assert.Single(await person.StatusesAsync("u", "no ids")).GetProperty("content");
        Assert.Equal(["title", "type", "tmdbId", "seasonNumber", "episodeNumber"], content.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Five_are_kept_oldest_first()
    {
        for (var i = 1; i <= 7; i++)
        {
            await person.ReportAsync("u", "five", i);
            host.Clock.Advance(TimeSpan.FromMilliseconds(5));
        }

        var statuses = await person.StatusesAsync("u", "five");
        Assert.Equal([3, 4, 5, 6, 7], statuses.Select(StatusActs.Time));
        var timestamps = statuses.Select(status => status.GetProperty("timestamp").GetInt64()).ToList();
        Assert.Equal(timestamps.Order(), timestamps);
    }

    [Fact]
    public async Task After_a_minute_a_status_is_gone_when_it_is_asked_for()
    {
        await person.ReportAsync("early", "minute", 1);
        host.Clock.Advance(TimeSpan.FromSeconds(40));
        await person.ReportAsync("early", "minute", 2);
        await person.ReportAsync("late", "minute", 3);
        Assert.Equal(2, (await person.StatusesAsync("early", "minute")).Count);
        host.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(2, Assert.Single(await person.StatusesAsync("early", "minute")).Time());
        Assert.Equal(2, (await person.RoomAsync("minute")).EnumerateObject().Count());
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        await person.ReportAsync("late", "minute", 4);
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("late", Assert.Single((await person.RoomAsync("minute")).EnumerateObject()).Name);
        Assert.Empty(await person.StatusesAsync("early", "minute"));
    }

    [Fact]
    public async Task Nothing_known_is_an_empty_answer()
    {
        var room = await person.GetAsync($"{StatusActs.Path}?roomCode=nobody");
        Assert.Equal((200, """{"roomCode":"nobody","users":{}}"""), (room.Status, room.Text));
        var user = await person.GetAsync($"{StatusActs.Path}?userId=u&roomCode=nobody");
        Assert.Equal((200, """{"userId":"u","roomCode":"nobody","statuses":[]}"""), (user.Status, user.Text));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("a:b")]
    [InlineData("a b+c&d=e%20")]
    [InlineData("жизнь \"quoted\" \\ 👨‍👩‍👧")]
    [InlineData("__proto__")]
    [InlineData("*")]
    [InlineData("\",\"roomCode\":\"")]
    public async Task Rooms_and_users_are_any_text(string name)
    {
        foreach (var neighbour in new[] { name + "34", "0" + name, name + ":", name.ToUpperInvariant() + "!" }) await person.ReportAsync("u" + neighbour, neighbour);
        await person.ReportAsync(name, name, 5);
        var user = Assert.Single((await person.RoomAsync(name)).EnumerateObject());
        Assert.Equal(name, user.Name);
        var status = Assert.Single(user.Value.EnumerateArray());
        Assert.Equal((name, name), (status.GetProperty("userId").GetString(), status.GetProperty("roomCode").GetString()));
        Assert.Single(await person.StatusesAsync(name, name));
    }

    [Fact]
    public async Task A_room_is_asked_for_in_full()
    {
        Assert.Equal(400, (await person.GetAsync(StatusActs.Path)).Status);
        (await person.GetAsync($"{StatusActs.Path}?userId=u")).AssertError(400, "roomCode");
        (await person.GetAsync($"{StatusActs.Path}?roomCode=")).AssertError(400, "roomCode");
        (await person.GetAsync($"{StatusActs.Path}?roomCode=a&roomCode=b")).AssertError(400, "roomCode");
        (await person.GetAsync($"{StatusActs.Path}?roomCode=a%00b")).AssertError(400, "roomCode");
        (await person.GetAsync($"{StatusActs.Path}?roomCode=a&userId={new string('u', 257)}")).AssertError(400, "userId");
    }

    [Fact]
    public async Task HEAD_answers_as_GET_without_a_body()
    {
        await person.ReportAsync("u", "head");
        var got = await person.GetAsync($"{StatusActs.Path}?roomCode=head");
        var head = await person.SendAsync(HttpMethod.Head, $"{StatusActs.Path}?roomCode=head", content: null);
        Assert.Equal((200, "", got.Headers["Content-Length"]), (head.Status, head.Text, head.Headers["Content-Length"]));
    }

    [Fact]
    public async Task A_page_of_any_origin_may_call()
    {
        var preflight = await person.SendAsync(
            HttpMethod.Options, StatusActs.Path, content: null,
            ("Origin", "https://anywhere.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type"));
        Assert.Equal((204, "", "*"), (preflight.Status, preflight.Text, preflight.Headers["Access-Control-Allow-Origin"]));
        Assert.Equal("GET, HEAD, PUT, PATCH, POST, DELETE", preflight.Headers["Access-Control-Allow-Methods"]);
        Assert.Equal("*, Authorization, Content-Type", preflight.Headers["Access-Control-Allow-Headers"]);
        foreach (var path in new[] { $"{StatusActs.Path}?roomCode=x", StatusActs.Path, "/api/player/nothing" })
        {
            var answer = await person.SendAsync(HttpMethod.Get, path, content: null, ("Origin", "https://anywhere.example"));
            Assert.Equal("*", answer.Headers["Access-Control-Allow-Origin"]);
            Assert.False(answer.Headers.ContainsKey("Access-Control-Allow-Credentials"));
            Assert.NotEmpty(answer.Headers["X-Request-Id"]);
            Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        }
    }

    [Theory]
    [InlineData("PUT", "/api/player/status", 405)]
    [InlineData("DELETE", "/api/player/status?roomCode=x", 405)]
    [InlineData("GET", "/api/player/status/x", 404)]
    [InlineData("POST", "/api/player", 404)]
    public async Task A_wrong_path_or_method_is_told_in_this_doors_shape(string method, string path, int status) =>
        (await person.SendAsync(new HttpMethod(method), path, content: null)).AssertError(status);

    [Fact]
    public async Task No_limit_counts_what_players_send()
    {
        await using var strict = new MatineeHost(new() { ["Matinee:RateLimits:General"] = "3" });
        for (var i = 0; i < 10; i++) await strict.Stranger().ReportAsync("u", "busy", i);
        Assert.Single((await strict.Stranger().RoomAsync("busy")).EnumerateObject());
    }

    [Fact]
    public async Task Many_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => host.Stranger().ReportAsync($"u{i % 40}", "crowd", i)));
        var room = await person.RoomAsync("crowd");
        Assert.Equal(40, room.EnumerateObject().Count());
        Assert.All(room.EnumerateObject(), user => Assert.Equal(5, user.Value.GetArrayLength()));
    }

    private static Answer Masked(Answer answer) => answer with { Text = Timestamp().Replace(answer.Text, "\"timestamp\":0") };

    [GeneratedRegex(@"""timestamp"":\d{13}\b", RegexOptions.None, 1000)]
    private static partial Regex Timestamp();
}
