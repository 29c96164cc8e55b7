using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.ResumeProgress;

/// <summary>Bodies that cannot be saved: what is wrong with each is told field by field.</summary>
public sealed class ProgressBodyTests(OpenProgressHost host) : IClassFixture<OpenProgressHost>
{
    [Fact]
    public async Task Each_fault_is_its_own_issue()
    {
        var missing = await SaveAsync("{}");
        Golden.Matches("invalid-missing", missing);
        var wrong = await SaveAsync("""{"clerkId":"","tmdbId":12345,"currentTime":"3600"}""");
        Golden.Matches("invalid-wrong", wrong);
    }

    [Theory]
    [InlineData("clerkId", "1", "invalid_type", "string", "number", "Expected string, received number")]
    [InlineData("clerkId", "null", "invalid_type", "string", "null", "Expected string, received null")]
    [InlineData("tmdbId", "true", "invalid_type", "string", "boolean", "Expected string, received boolean")]
    [InlineData("tmdbId", "[\"1\"]", "invalid_type", "string", "array", "Expected string, received array")]
    [InlineData("tmdbId", "{\"a\":{}}", "invalid_type", "string", "object", "Expected string, received object")]
    [InlineData("tmdbId", "\"\"", "too_small", "string", "string", "String must contain at least 1 character(s)")]
    [InlineData("clerkId", "\"\\u0000\"", "custom", "string", "string", "String must not contain U+0000")]
    [InlineData("currentTime", "\"1\"", "invalid_type", "number", "string", "Expected number, received string")]
    [InlineData("currentTime", "-1", "too_small", "number", "number", "Number must be greater than or equal to 0")]
    [InlineData("currentTime", "-1e-300", "too_small", "number", "number", "Number must be greater than or equal to 0")]
    [InlineData("currentTime", "1e999", "not_finite", "number", "infinity", "Number must be finite")]
    [InlineData("currentTime", "-1e999", "not_finite", "number", "infinity", "Number must be finite")]
    public async Task A_field_that_is_wrong_is_named(string field, string value, string code, string expected, string received, string message)
    {
        var fields = new Dictionary<string, string> { ["clerkId"] = "\"u\"", ["tmdbId"] = "\"1\"", ["currentTime"] = "1", [field] = value };
        var issue = Assert.Single(Issues(await SaveAsync($"{{{string.Join(',', fields.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}")));
        Assert.Equal(field, Assert.Single(issue.GetProperty("path").EnumerateArray()).GetString());
        Assert.Equal(
            (code, expected, received, message),
            (issue.GetProperty("code").GetString(), issue.GetProperty("expected").GetString(), issue.GetProperty("received").GetString(), issue.GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData("", "undefined")]
    [InlineData(" \n", "undefined")]
    [InlineData("null", "null")]
    [InlineData("[]", "array")]
    [InlineData("\"text\"", "string")]
    [InlineData("1", "number")]
    [InlineData("false", "boolean")]
    public async Task A_body_that_is_no_object_is_one_issue(string text, string received)
    {
        var issue = Assert.Single(Issues(await SaveAsync(text)));
        Assert.Equal(("invalid_type", "object", received), (issue.GetProperty("code").GetString(), issue.GetProperty("expected").GetString(), issue.GetProperty("received").GetString()));
        Assert.Equal(0, issue.GetProperty("path").GetArrayLength());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"clerkId\":}")]
    [InlineData("{\"clerkId\":\"u\",\"tmdbId\":\"1\",\"currentTime\":1,}")]
    [InlineData("{\"clerkId\":\"u\",\"tmdbId\":\"1\",\"currentTime\":1}{}")]
    [InlineData("{\"clerkId\":\"u\",\"tmdbId\":\"1\",\"currentTime\":1} // comment")]
    [InlineData("{'clerkId':'u'}")]
    [InlineData("{\"clerkId\":\"u\",\"clerkId\":\"v\",\"tmdbId\":\"1\",\"currentTime\":1}")]
    [InlineData("{\"clerkId\":\"\\ud800\",\"tmdbId\":\"1\",\"currentTime\":1}")]
    [InlineData("{\"clerkId\":\"u\",\"tmdbId\":\"1\",\"currentTime\":NaN}")]
    [InlineData("{\"clerkId\":\"u\",\"tmdbId\":\"1\",\"currentTime\":01}")]
    [InlineData("clerkId=u&tmdbId=1&currentTime=1")]
    public async Task Malformed_JSON_is_a_400_of_the_same_shape(string text)
    {
        var issue = Assert.Single(Issues(await SaveAsync(text)));
        Assert.Equal("custom", issue.GetProperty("code").GetString());
        Assert.Equal(404, (await host.Stranger().ProgressAsync("u", "1")).Status);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_a_400()
    {
        var content = new ByteArrayContent([.. "{\"clerkId\":\""u8, 0xC3, 0x28, .. "\",\"tmdbId\":\"1\",\"currentTime\":1}"u8]);
        Issues(await host.Stranger().SendAsync(HttpMethod.Post, ProgressActs.Path, content));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(20_000)]
    public async Task Deep_nesting_is_a_400_even_in_a_field_that_nobody_reads(int depth) =>
        Issues(await SaveAsync($"{{\"unknown\":{new string('[', depth)}{new string(']', depth)}}}"));

    [Theory]
    [InlineData("clerkId")]
    [InlineData("tmdbId")]
    public async Task An_id_is_at_most_256_characters_long(string field)
    {
        var fields = new Dictionary<string, object> { ["clerkId"] = "long", ["tmdbId"] = "1", ["currentTime"] = 1, [field] = new string('x', 256) };
        Assert.Equal(204, (await host.Stranger().PostAsync(ProgressActs.Path, fields)).Status);
        fields[field] = new string('x', 257);
        Assert.Equal("too_big", Assert.Single(Issues(await host.Stranger().PostAsync(ProgressActs.Path, fields))).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_huge_body_is_a_413()
    {
        var answer = await SaveAsync($"{{\"clerkId\":\"{new string('a', 100_000)}\"}}");
        Assert.Equal(413, answer.Status);
        Assert.NotEmpty(answer.Error());
    }

    private static IReadOnlyList<JsonElement> Issues(Answer answer)
    {
        Assert.Equal((400, "Validation failed", "ZodError"), (answer.Status, answer.Error(), answer["details.name"].GetString()));
        return [.. answer["details.issues"].EnumerateArray()];
    }

    private Task<Answer> SaveAsync(string text) => host.Stranger().PostTextAsync(ProgressActs.Path, text);
}
