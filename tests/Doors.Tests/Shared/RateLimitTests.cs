using System.Globalization;
using System.Net;
using System.Text;

namespace Matinee.Doors.Tests.Shared;

public sealed class RateLimitsInMemory() : RateLimitTests(redis: null);

public sealed class RateLimitsOnRedis() : RateLimitTests(MatineeHost.SomeRedis());

public abstract class RateLimitTests(string? redis) : IAsyncDisposable
{
    private readonly MatineeHost host = new(new() { ["Matinee:RateLimits:Auth"] = "5", ["Matinee:RateLimits:General"] = "3" }, redis);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Every_answer_of_a_limited_route_shows_the_count()
    {
        var stranger = host.Stranger();
        var first = await stranger.PostTextAsync("/v1/auth/login", "{}");
        Assert.Equal(("5", "4", "60"), (first.Headers["X-RateLimit-Limit"], first.Headers["X-RateLimit-Remaining"], first.Headers["X-RateLimit-Window"]));
        var reset = DateTimeOffset.FromUnixTimeSeconds(long.Parse(first.Headers["X-RateLimit-Reset"], CultureInfo.InvariantCulture));
        Assert.InRange(reset - host.Clock.GetUtcNow(), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(61));
        Assert.Equal("3", (await stranger.PostTextAsync("/v1/auth/login", "malformed")).Headers["X-RateLimit-Remaining"]);
        Assert.Equal("2", (await stranger.PostTextAsync("/v1/auth/login", "{}", "text/plain")).Headers["X-RateLimit-Remaining"]);
    }

    [Fact]
    public async Task The_sixth_of_all_auth_calls_in_a_minute_is_a_429()
    {
        var stranger = host.Stranger();
        foreach (var path in new[] { "register", "login", "refresh", "setup", "login" })
            Assert.Equal(422, (await stranger.PostTextAsync($"/v1/auth/{path}", "{}")).Status);
        var refused = await stranger.PostTextAsync("/v1/auth/register", "{}");
        Assert.Equal(429, refused.Status);
        Assert.Equal("0", refused.Headers["X-RateLimit-Remaining"]);
        Assert.InRange(refused["error.retryAfter"].GetInt32(), 1, 60);
        Assert.Equal(refused["error.retryAfter"].GetInt32().ToString(CultureInfo.InvariantCulture), refused.Headers["Retry-After"]);
        Assert.Equal("RATE_LIMIT_EXCEEDED", refused["error.code"].GetString());

        host.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(422, (await stranger.PostTextAsync("/v1/auth/register", "{}")).Status);
    }

    [Fact]
    public async Task Letter_case_slashes_and_headers_do_not_get_around_it()
    {
        string[] paths = ["/v1/auth/login", "/V1/Auth/LOGIN", "/v1/auth/login/", "/v1/auth/%6Cogin", "/v1/auth/login?x=1", "/v1/AUTH/login//"];
        var statuses = new List<int>();
        foreach (var path in paths)
        {
            using var content = new StringContent("{}", Encoding.UTF8, "application/json");
            var address = $"203.0.113.{statuses.Count}";
            statuses.Add((await host.Stranger().SendAsync(
                HttpMethod.Post,
                path,
                content,
                ("X-Forwarded-For", address),
                ("X-Real-IP", address),
                ("Forwarded", $"for={address}"),
                ("CF-Connecting-IP", address))).Status);
        }

        Assert.Equal([422, 422, 422, 422, 422], statuses.Take(5));
        Assert.Contains(statuses[5], new[] { 404, 429 });
        Assert.Equal(429, (await host.Stranger().PostTextAsync("/v1/auth/login", "{}")).Status);
    }

    [Fact]
    public async Task Of_many_at_once_no_more_than_the_limit_pass()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.Stranger().PostTextAsync("/v1/auth/login", "{}")));
        Assert.Equal(5, answers.Count(answer => answer.Status == 422));
        Assert.Equal(35, answers.Count(answer => answer.Status == 429));
    }

    [Fact]
    public async Task Addresses_are_counted_apart_and_an_IPv6_customer_is_one()
    {
        for (var number = 0; number < 5; number++) Assert.Equal(422, await FromAsync($"2001:db8:1:1::{number}"));
        Assert.Equal(429, await FromAsync("2001:db8:1:1:ffff::1"));
        Assert.Equal(422, await FromAsync("2001:db8:1:2::1"));
        for (var number = 0; number < 5; number++) Assert.Equal(422, await FromAsync("192.0.2.1"));
        Assert.Equal(429, await FromAsync("::ffff:192.0.2.1"));
        Assert.Equal(422, await FromAsync("192.0.2.2"));
    }

    [Fact]
    public async Task The_general_limit_is_counted_by_user_and_over_all_doors()
    {
        var ana = await host.SignUpAsync("ana");
        var ben = await host.SignUpAsync("ben");
        Assert.Equal("1", (await ana.GetAsync("/api/auth/profile/")).Headers["X-RateLimit-Remaining"]);
        Assert.Equal(("0", "3600"), Shown(await ana.GetAsync("/v1/auth/profiles")));
        var refused = await ana.GetAsync("/api/auth/profile/");
        Assert.Equal(429, refused.Status);
        Assert.Equal(["success", "message", "detail", "retry_after"], refused.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(200, (await ben.GetAsync("/api/auth/profile/")).Status);
    }

    private static (string Remaining, string Window) Shown(Answer answer) => (answer.Headers["X-RateLimit-Remaining"], answer.Headers["X-RateLimit-Window"]);

    private async Task<int> FromAsync(string address)
    {
        var context = await host.Server.SendAsync(context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            context.Request.Method = "POST";
            context.Request.Path = "/v1/auth/login";
            context.Request.ContentType = "application/json";
            context.Request.Body = new MemoryStream("{}"u8.ToArray());
        });
        return context.Response.StatusCode;
    }
}
