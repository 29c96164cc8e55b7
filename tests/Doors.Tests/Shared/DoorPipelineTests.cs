using Matinee.Database;

namespace Matinee.Doors.Tests.Shared;

public sealed class DoorPipelineTests(MatineeHost host) : IClassFixture<MatineeHost>
{
    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    [InlineData("/v1/nothing")]
    [InlineData("/V1/auth/nothing/here")]
    public async Task An_unknown_path_of_WatchFlixx_is_its_404(string path)
    {
        var answer = await host.Stranger().GetAsync(path);
        Assert.Equal((404, "RESOURCE_NOT_FOUND"), (answer.Status, answer["error.code"].GetString()));
        Assert.Equal(answer.Headers["X-Request-Id"], answer["error.requestId"].GetString());
    }

    [Fact]
    public async Task An_unknown_path_of_WatchParty_is_its_404()
    {
        var answer = await host.Stranger().GetAsync("/api/nothing/");
        Assert.Equal(404, answer.Status);
        Assert.Equal(["success", "message", "detail"], answer.Json.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task A_wrong_method_is_a_405_that_names_the_right_ones()
    {
        var answer = await host.Stranger().SendAsync(HttpMethod.Delete, "/v1/auth/setup/", content: null);
        Assert.Equal((405, "METHOD_NOT_ALLOWED"), (answer.Status, answer["error.code"].GetString()));
        Assert.Equal("GET, POST", answer.Headers["Allow"]);
        Assert.Equal(405, (await host.Stranger().GetAsync("/v1/auth/login")).Status);
        Assert.Equal(405, (await host.Stranger().PostTextAsync("/api/auth/profile/", "{}")).Status);
    }

    [Fact]
    public async Task Errors_point_at_a_page_that_is_there()
    {
        var answer = await host.Stranger().GetAsync("/v1/nothing");
        var documentation = new Uri(answer["error.documentation"].GetString()!);
        var page = await host.Stranger().GetAsync(documentation.PathAndQuery);
        Assert.Equal(200, page.Status);
        Assert.Contains($"id=\"{documentation.Fragment[1..]}\"", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_id_is_the_servers_own()
    {
        var answer = await host.Stranger().SendAsync(HttpMethod.Get, "/v1/auth/setup", content: null, ("X-Request-Id", "mine"));
        Assert.NotEqual("mine", answer.Headers["X-Request-Id"]);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
    }

    [Fact]
    public async Task A_null_character_in_the_query_is_a_400() =>
        Assert.Equal(400, (await host.Stranger().GetAsync("/v1/auth/setup?q=a%00b")).Status);

    [Fact]
    public async Task A_page_of_an_allowed_origin_may_call_and_another_may_not()
    {
        var preflight = await host.Stranger().SendAsync(
            HttpMethod.Options,
            "/v1/auth/login",
            content: null,
            ("Origin", "http://localhost:5173"),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization,content-type"));
        Assert.Equal((204, "http://localhost:5173"), (preflight.Status, preflight.Headers["Access-Control-Allow-Origin"]));
        var refusedPage = await host.Stranger().SendAsync(HttpMethod.Get, "/v1/auth/profiles", content: null, ("Origin", "http://localhost:5173"));
        Assert.Equal((401, "http://localhost:5173"), (refusedPage.Status, refusedPage.Headers["Access-Control-Allow-Origin"]));
        var stranger = await host.Stranger().SendAsync(HttpMethod.Get, "/api/auth/profile/", content: null, ("Origin", "https://evil.example"));
        Assert.False(stranger.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_failure_is_the_doors_500_with_the_id_of_the_log_and_no_more()
    {
        await using var broken = new MatineeHost([]);
        var ana = await broken.SignUpAsync("ana");
        await broken.Get<IDatabase>().WriteAsync(session => session.ExecuteAsync("alter table profiles rename to lost"));
        foreach (var path in new[] { "/v1/auth/profiles", "/api/auth/profile/" })
        {
            var answer = await ana.GetAsync(path);
            Assert.Equal(500, answer.Status);
            Assert.DoesNotContain("SQL", answer.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("profiles", answer.Text, StringComparison.Ordinal);
            Assert.Contains(broken.Log.All, line => line.Contains(answer.Headers["X-Request-Id"], StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Nothing_secret_or_personal_reaches_the_log()
    {
        await using var fresh = new MatineeHost([]);
        var ana = await fresh.SignUpAsync("ana");
        await ana.PostAsync("/v1/auth/refresh", new { refreshToken = ana.RefreshToken });
        await ana.PostAsync("/v1/auth/login", new { email = ana.Email, password = "wrongPassword1" });
        await fresh.Get<IDatabase>().WriteAsync(session => session.ExecuteAsync("alter table profiles rename to lost"));
        await ana.GetAsync("/v1/auth/profiles");
        var log = string.Join('\n', fresh.Log.All);
        Assert.NotEmpty(log);
        foreach (var secret in new[] { ana.AccessToken, ana.AccessToken.Split('.')[2], ana.RefreshToken, ana.Email, Person.Password, "wrongPassword1" })
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }
}
