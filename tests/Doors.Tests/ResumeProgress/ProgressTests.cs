using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.ResumeProgress;

public sealed class ProgressTests(OpenProgressHost host) : IClassFixture<OpenProgressHost>
{
    private readonly Person person = host.Stranger();

    [Fact]
    public async Task What_was_saved_is_read_back_as_documented()
    {
        var saved = await person.PostTextAsync(ProgressActs.Path, """{ "clerkId": "user_123456", "tmdbId": "12345", "currentTime": 3600 }""");
        Assert.Equal((204, ""), (saved.Status, saved.Text));
        var found = await person.GetAsync("/api/progress/user_123456/12345");
        Assert.Equal(200, found.Status);
        Assert.StartsWith("application/json", found.Headers["Content-Type"], StringComparison.Ordinal);
        Golden.Matches("one", found);
    }

    [Fact]
    public async Task The_list_is_newest_first()
    {
        await person.SaveAsync("lister", "67890", 1800);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await person.SaveAsync("lister", "12345", 3600);
        await person.SaveAsync("lister2", "1", 1);
        var list = await person.AllProgressAsync("lister");
        Assert.Equal(200, list.Status);
        Golden.Matches("list", list);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await person.SaveAsync("lister", "67890", 1801.5);
        list = await person.AllProgressAsync("lister");
        Assert.Equal(["67890", "12345"], list.Json.EnumerateArray().Select(entry => entry.GetProperty("tmdbId").GetString()));
        Assert.Equal(1801.5, list["0.currentTime"].GetDouble());
    }

    [Fact]
    public async Task Nothing_saved_is_an_empty_list_and_a_404()
    {
        var list = await person.AllProgressAsync("nobody");
        Assert.Equal((200, "[]"), (list.Status, list.Text));
        var one = await person.ProgressAsync("nobody", "1");
        Assert.Equal(404, one.Status);
        Golden.Matches("not-found", one);
        Assert.Equal((404, "Progress not found"), await StatusAndErrorAsync(person.DeleteProgressAsync("nobody", "1")));
    }

    [Fact]
    public async Task What_is_deleted_is_gone()
    {
        await person.SaveAsync("deleter", "1", 1);
        await person.SaveAsync("deleter", "2", 2);
        var deleted = await person.DeleteProgressAsync("deleter", "1");
        Assert.Equal((204, ""), (deleted.Status, deleted.Text));
        Assert.Equal(404, (await person.ProgressAsync("deleter", "1")).Status);
        Assert.Equal(404, (await person.DeleteProgressAsync("deleter", "1")).Status);
        Assert.Equal("2", Assert.Single((await person.AllProgressAsync("deleter")).Json.EnumerateArray()).GetProperty("tmdbId").GetString());
    }

    [Fact]
    public async Task Thirty_days_without_a_save_are_the_end()
    {
        await using var fresh = new OpenProgressHost();
        var viewer = fresh.Stranger();
        await viewer.SaveAsync("u", "old", 1);
        await viewer.SaveAsync("u", "kept", 1);
        fresh.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        Assert.Equal(2, (await viewer.AllProgressAsync("u")).Json.GetArrayLength());
        await viewer.SaveAsync("u", "kept", 2);
        fresh.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(404, (await viewer.ProgressAsync("u", "old")).Status);
        Assert.Equal(404, (await viewer.DeleteProgressAsync("u", "old")).Status);
        Assert.Equal("kept", Assert.Single((await viewer.AllProgressAsync("u")).Json.EnumerateArray()).GetProperty("tmdbId").GetString());
    }

    [Theory]
    [InlineData("a:b")]
    [InlineData("a%3Ab")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a%2fb")]
    [InlineData("a%252Fb")]
    [InlineData("*")]
    [InlineData("?")]
    [InlineData("[a]")]
    [InlineData("a\\*")]
    [InlineData(" ")]
    [InlineData("a b+c")]
    [InlineData("жизнь 👨‍👩‍👧")]
    [InlineData("__proto__")]
    [InlineData("'; drop table progress; --")]
    public async Task Ids_are_opaque(string id)
    {
        string[] neighbours = ["a", "b", "ab", "a:b", "a/b", "a%2Fb", "a%2fb", "a%252Fb", "a%3Ab", "a%b", "aa"];
        var tag = Guid.CreateVersion7().ToString("N")[^8..];
        foreach (var neighbour in neighbours.Where(neighbour => neighbour != id))
        {
            await person.SaveAsync($"{tag}{neighbour}", "x", 1);
            await person.SaveAsync(tag, $"x{neighbour}", 1);
        }

        await person.SaveAsync(tag + id, id, 42);
        await person.SaveAsync(tag, "x" + id, 43);
        Assert.Equal(42, (await person.ProgressAsync(tag + id, id))["currentTime"].GetDouble());
        Assert.Equal(id, Assert.Single((await person.AllProgressAsync(tag + id)).Json.EnumerateArray()).GetProperty("tmdbId").GetString());
        Assert.Equal(43, (await person.ProgressAsync(tag, "x" + id))["currentTime"].GetDouble());
        Assert.Equal(204, (await person.DeleteProgressAsync(tag, "x" + id)).Status);
        Assert.All((await person.AllProgressAsync(tag)).Json.EnumerateArray(), entry => Assert.Equal(1, entry.GetProperty("currentTime").GetDouble()));
        Assert.Equal(204, (await person.DeleteProgressAsync(tag + id, id)).Status);
    }

    [Fact]
    public async Task Of_saves_at_once_one_wins_and_all_are_answered()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => host.Stranger().PostAsync(
            ProgressActs.Path, new { clerkId = "crowd", tmdbId = "1", currentTime = i })));
        Assert.All(answers, answer => Assert.Equal(204, answer.Status));
        Assert.InRange(Assert.Single((await person.AllProgressAsync("crowd")).Json.EnumerateArray()).GetProperty("currentTime").GetDouble(), 0, 49);
        await person.SaveAsync("crowd", "1", 1000);
        Assert.Equal(1000, (await person.ProgressAsync("crowd", "1"))["currentTime"].GetDouble());
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("1e3", 1000)]
    [InlineData("0.1", 0.1)]
    [InlineData("1e300", 1e300)]
    public async Task Numbers_come_back_as_they_were(string text, double expected)
    {
        Assert.Equal(204, (await person.PostTextAsync(ProgressActs.Path, $"{{\"clerkId\":\"n\",\"tmdbId\":\"n\",\"currentTime\":{text},\"extra\":{{\"deep\":[1]}}}}")).Status);
        var found = await person.ProgressAsync("n", "n");
        Assert.Equal(expected, found["currentTime"].GetDouble());
        Assert.NotEqual(JsonValueKind.String, found["currentTime"].ValueKind);
    }

    [Theory]
    [InlineData("text/plain;charset=UTF-8")]
    [InlineData("")]
    [InlineData("application/json; charset=utf-8")]
    public async Task A_page_that_is_left_saves_with_whatever_content_type_its_browser_gives(string contentType) =>
        Assert.Equal(204, (await person.PostTextAsync(ProgressActs.Path, """{"clerkId":"beacon","tmdbId":"1","currentTime":1}""", contentType)).Status);

    [Fact]
    public async Task A_page_of_any_origin_may_call()
    {
        var preflight = await person.SendAsync(
            HttpMethod.Options, "/api/progress/u/1", content: null,
            ("Origin", "https://anywhere.example"), ("Access-Control-Request-Method", "DELETE"), ("Access-Control-Request-Headers", "authorization"));
        Assert.Equal((204, "*"), (preflight.Status, preflight.Headers["Access-Control-Allow-Origin"]));
        Assert.Equal("Content-Type, Authorization, X-Requested-With", preflight.Headers["Access-Control-Allow-Headers"]);
        Assert.Contains("DELETE", preflight.Headers["Access-Control-Allow-Methods"], StringComparison.Ordinal);
        foreach (var path in new[] { "/api/progress/u/1", "/api/progress/u", "/api/progress/u/1/2" })
        {
            var answer = await person.SendAsync(HttpMethod.Get, path, content: null, ("Origin", "https://anywhere.example"));
            Assert.Equal("*", answer.Headers["Access-Control-Allow-Origin"]);
            Assert.False(answer.Headers.ContainsKey("Access-Control-Allow-Credentials"));
        }
    }

    [Theory]
    [InlineData("PUT", "/api/progress", 405)]
    [InlineData("GET", "/api/progress", 405)]
    [InlineData("POST", "/api/progress/u/1", 405)]
    [InlineData("PATCH", "/api/progress/u", 405)]
    [InlineData("GET", "/api/progress/u/1/2", 404)]
    [InlineData("POST", "/api/progress/u/1/2", 404)]
    public async Task A_wrong_path_or_method_is_told_in_this_doors_shape(string method, string path, int status)
    {
        var answer = await person.SendAsync(new HttpMethod(method), path, content: null);
        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer.Error());
        Assert.NotEmpty(answer.Headers["X-Request-Id"]);
    }

    [Fact]
    public async Task Letter_case_and_a_slash_at_the_end_do_not_matter()
    {
        Assert.Equal(204, (await person.PostTextAsync("/API/Progress/", """{"clerkId":"Case","tmdbId":"1","currentTime":1}""")).Status);
        Assert.Equal(200, (await person.GetAsync("/Api/progress/Case/1/")).Status);
        Assert.Equal("[]", (await person.GetAsync("/api/progress/case/")).Text);
    }

    [Fact]
    public async Task Health_answers_at_the_root() => Assert.Equal(200, (await person.GetAsync("/health")).Status);

    private static async Task<(int Status, string Error)> StatusAndErrorAsync(Task<Answer> pending)
    {
        var answer = await pending;
        return (answer.Status, answer.Error());
    }
}
