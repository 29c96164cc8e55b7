using System.Text;
using System.Text.Json;
using Matinee.Database;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

public sealed class SessionRestOnSqlite(MatineeHost host) : SessionRestTests(host), IClassFixture<MatineeHost>;

public sealed class SessionRestOnPostgres : SessionRestTests, IClassFixture<PostgresMatineeHost>
{
    public SessionRestOnPostgres(PostgresMatineeHost host)
        : base(host) => PostgresMatineeHost.SkipWithoutServer();
}

public abstract class SessionRestTests(MatineeHost host)
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/api/health")]
    [InlineData("/api/health/")]
    public async Task Health_is_served_at_the_root_and_under_api(string path)
    {
        var answer = await host.Stranger().GetAsync(path);
        Assert.Equal((200, """{"status":"ok"}"""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task A_session_is_created_as_documented()
    {
        var answer = await host.Stranger().PostAsync("/api/sessions/create", new { name = "Movie Night", password = "secure123" });
        Assert.Equal(200, answer.Status);
        Assert.Equal($"http://localhost/join/{answer["id"]}", answer["share_url"].GetString());
        Golden.Matches("create", answer);
    }

    [Fact]
    public async Task A_session_is_joined_as_documented()
    {
        var session = await host.CreateSessionAsync();
        var answer = await host.TryJoinSessionAsync(session.Session);
        Assert.Equal(200, answer.Status);
        Golden.Matches("join", answer);
    }

    [Fact]
    public async Task A_session_is_shown_as_documented()
    {
        var session = await host.CreateSessionAsync();
        var member = await host.JoinSessionAsync(session.Session);
        var answer = await member.ShowAsync();
        Assert.Equal(200, answer.Status);
        Assert.Equal(session.UserId, answer["host_id"].GetString());
        Assert.Equal([session.UserId, member.UserId], await session.ParticipantsAsync());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", answer["created_at"].GetString());
        Assert.Equal(TimeSpan.FromHours(24), answer["expires_at"].GetDateTimeOffset() - answer["created_at"].GetDateTimeOffset());
        Golden.Matches("details", answer with
        {
            Text = answer.Text.Replace(answer["created_at"].GetString()!, "<created>", StringComparison.Ordinal)
                .Replace(answer["expires_at"].GetString()!, "<expires>", StringComparison.Ordinal),
        });
    }

    [Fact]
    public async Task A_token_tells_its_client_who_it_is_in_text_that_atob_can_read()
    {
        var host1 = await host.CreateSessionAsync();
        var viewer = await host.JoinSessionAsync(host1.Session);
        foreach (var (member, isHost) in new[] { (host1, true), (viewer, false) })
        {
            var parts = member.Token.Split('.');
            Assert.DoesNotContain('-', parts[1]);
            Assert.DoesNotContain('_', parts[1]);
            Assert.Contains("\"HS256\"", Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[0])), StringComparison.Ordinal);
            var claims = SessionActs.Claims(member.Token);
            Assert.Equal(member.Session, claims.GetProperty("session_id").GetString());
            Assert.Equal(isHost, claims.GetProperty("is_host").GetBoolean());
            Assert.Equal(claims.GetProperty("user_id").GetString(), claims.GetProperty("sub").GetString());
            Assert.True(Guid.TryParseExact(member.UserId, "D", out _));
            Assert.Matches("^[A-Z][a-z]+ [A-Z][a-z]+$", claims.GetProperty("username").GetString());
            Assert.False(string.IsNullOrEmpty(claims.GetProperty("iss").GetString()));
            var issued = claims.GetProperty("iat").GetInt64();
            Assert.Equal((issued, issued + 3600), (claims.GetProperty("nbf").GetInt64(), claims.GetProperty("exp").GetInt64()));
        }
    }

    [Theory]
    [InlineData("{}", "create-invalid")]
    [InlineData("""{"name":"ab","password":"12345"}""", "create-invalid")]
    [InlineData("""{"name":null,"password":null}""", "create-invalid")]
    [InlineData("""{"name":"  ab  ","password":" 12345 "}""", "create-invalid")]
    [InlineData("""{"name":"a\t\n\u0007b","password":"1\t2\u001b345"}""", "create-invalid")]
    [InlineData("""{"name":"123456789012345678901234567890123456789012345678901","password":"      "}""", "create-invalid")]
    public async Task Values_that_are_not_allowed_are_named(string body, string golden)
    {
        var answer = await host.Stranger().PostTextAsync("/api/sessions/create", body);
        Assert.Equal(400, answer.Status);
        Golden.Matches(golden, answer);
    }

    [Theory]
    [InlineData("""{"name":"ab","password":"secure123"}""", "name")]
    [InlineData("""{"name":"abc","password":"12345"}""", "password")]
    public async Task Only_the_field_at_fault_is_named(string body, string field)
    {
        var answer = await host.Stranger().PostTextAsync("/api/sessions/create", body);
        Assert.Equal([field], answer["details"].EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [InlineData("abc", "123456")]
    [InlineData("12345678901234567890123456789012345678901234567890", "ÄÖÜäöü")]
    [InlineData("🎬🍿🎥", "🔑🔑🔑🔑🔑🔑")]
    public async Task Lengths_at_the_limits_pass_and_count_characters(string name, string password)
    {
        var created = await host.Stranger().PostAsync("/api/sessions/create", new { name, password });
        Assert.Equal((200, name), (created.Status, created["name"].GetString()));
        Assert.Equal(200, (await host.TryJoinSessionAsync(created["id"].GetString()!, password)).Status);
    }

    [Fact]
    public async Task A_name_is_kept_without_outer_space_and_control_characters()
    {
        var created = await host.Stranger().PostTextAsync("/api/sessions/create", """{"name":"  Movie\u0007 <b>Night</b>\n","password":"secure123"}""");
        Assert.Equal("Movie <b>Night</b>", created["name"].GetString());
    }

    [Fact]
    public async Task Every_byte_of_a_long_password_counts()
    {
        var password = new string('x', 100);
        var created = await host.Stranger().PostAsync("/api/sessions/create", new { name = "Long", password });
        var id = created["id"].GetString()!;
        Assert.Equal(401, (await host.TryJoinSessionAsync(id, password[..99] + "y")).Status);
        Assert.Equal(401, (await host.TryJoinSessionAsync(id, password[..72])).Status);
        Assert.Equal(200, (await host.TryJoinSessionAsync(id, password)).Status);
    }

    [Fact]
    public async Task Checks_of_a_join_come_in_their_order()
    {
        var session = await host.CreateSessionAsync();
        for (var i = 0; i < 9; i++) await host.JoinSessionAsync(session.Session);
        var full = await host.TryJoinSessionAsync(session.Session);
        Assert.Equal(403, full.Status);
        Golden.Matches("join-full", full);
        var wrong = await host.TryJoinSessionAsync(session.Session, "wrong password");
        Assert.Equal(401, wrong.Status);
        Golden.Matches("join-wrong", wrong);
        var unknown = await host.TryJoinSessionAsync(Guid.CreateVersion7().ToString(), "wrong password");
        Assert.Equal(404, unknown.Status);
        Golden.Matches("join-unknown", unknown);
        Assert.Equal(404, (await host.TryJoinSessionAsync("no uuid")).Status);
        Assert.Equal(400, (await host.TryJoinSessionAsync("no uuid", "")).Status);
        Assert.Equal(200, (await session.ShowAsync()).Status);
        Assert.Equal(10, (await session.ParticipantsAsync()).Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"session_id":"","password":""}""")]
    [InlineData("""{"session_id":null,"password":null}""")]
    public async Task Missing_fields_of_a_join_are_named(string body)
    {
        var answer = await host.Stranger().PostTextAsync("/api/sessions/join", body);
        Assert.Equal(400, answer.Status);
        Golden.Matches("join-invalid", answer);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"name":5,"password":"secure123","session_id":5}""")]
    [InlineData("""{"name":"abc","name":"abc","password":"secure123","password":"x"}""")]
    [InlineData("""{"name":"a\u0000bc","password":"secure\u0000123"}""")]
    [InlineData("""{"name":"\ud800bc","password":"\ud800"}""")]
    public async Task What_cannot_be_read_is_a_bad_request(string body)
    {
        foreach (var act in new[] { "create", "join" })
        {
            var answer = await host.Stranger().PostTextAsync($"/api/sessions/{act}", body);
            Assert.Equal((400, """{"error":"Bad Request","message":"Invalid request body"}"""), (answer.Status, answer.Text));
        }
    }

    [Fact]
    public async Task Of_many_who_join_at_once_nine_get_a_seat()
    {
        var session = await host.CreateSessionAsync();
        var statuses = new List<int>();
        while (statuses.Count(status => status != 503) < 30)
            statuses.AddRange((await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => host.TryJoinSessionAsync(session.Session)))).Select(answer => answer.Status));
        Assert.Equal(9, statuses.Count(status => status == 200));
        Assert.All(statuses, status => Assert.Contains(status, new[] { 200, 403, 503 }));
        Assert.Equal(10, (await session.ParticipantsAsync()).Count);
    }

    [Fact]
    public async Task Only_a_token_of_the_session_shows_it()
    {
        var (session, other) = (await host.CreateSessionAsync(), await host.CreateSessionAsync());
        var stranger = host.Stranger();
        var none = await stranger.GetAsync($"/api/sessions/{session.Session}");
        Assert.Equal((401, "Unauthorized"), (none.Status, none["error"].GetString()));
        Assert.Equal((401, "Unauthorized"), Error(await host.Stranger().Use("garbage").GetAsync($"/api/sessions/{session.Session}")));
        stranger.Use(other.Token);
        Assert.Equal((403, "Forbidden"), Error(await stranger.GetAsync($"/api/sessions/{session.Session}")));
        Assert.Equal((404, "Session not found"), Error(await stranger.GetAsync($"/api/sessions/{Guid.CreateVersion7()}")));
        Assert.Equal((404, "Session not found"), Error(await stranger.GetAsync("/api/sessions/no-uuid")));
        var ana = await host.SignUpAsync("ana");
        Assert.Equal((403, "Forbidden"), Error(await ana.GetAsync($"/api/sessions/{session.Session}")));
        Assert.Equal(200, (await host.Stranger().Use(session.Token).GetAsync($"/api/sessions/{session.Session.ToUpperInvariant()}/")).Status);
    }

    [Fact]
    public async Task Only_the_hash_of_a_password_is_stored_and_a_new_one_each_time()
    {
        var (one, two) = (await host.CreateSessionAsync(), await host.CreateSessionAsync());
        var hashes = await host.Get<IDatabase>().ReadAsync(session => session.ListAsync<string>(
            "select password_hash from parties where id in (@one, @two)", new { one = one.Session, two = two.Session }));
        Assert.All(hashes, hash => Assert.Matches(@"^\$2b\$\d\d\$[./A-Za-z0-9]{53}$", hash));
        Assert.Equal(2, hashes.Distinct().Count());
    }

    [Theory]
    [InlineData("/api/sessions", 404, "Not Found")]
    [InlineData("/api/sessions/", 404, "Not Found")]
    [InlineData("/api/sessions/a/b", 404, "Not Found")]
    [InlineData("/ws", 404, "Not Found")]
    [InlineData("/ws/a/b", 404, "Not Found")]
    [InlineData("/api/health/more", 404, "Not Found")]
    public async Task An_unknown_path_is_this_doors_404(string path, int status, string error) =>
        Assert.Equal((status, error), Error(await host.Stranger().GetAsync(path)));

    [Fact]
    public async Task A_wrong_method_is_a_405()
    {
        var answer = await host.Stranger().SendAsync(HttpMethod.Delete, "/api/sessions/create", content: null);
        Assert.Equal((405, "Method Not Allowed"), Error(answer));
        Assert.Equal("GET, POST", answer.Headers["Allow"]);
    }

    [Fact]
    public async Task Pages_of_allowed_origins_may_call_with_credentials()
    {
        var preflight = await PreflightAsync("http://localhost:5173");
        Assert.Equal((204, "http://localhost:5173", "true"), (
            preflight.Status, preflight.Headers["Access-Control-Allow-Origin"], preflight.Headers["Access-Control-Allow-Credentials"]));
        Assert.Equal("GET,POST,PUT,DELETE,OPTIONS", preflight.Headers["Access-Control-Allow-Methods"].Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("Content-Type,Authorization", preflight.Headers["Access-Control-Allow-Headers"].Replace(" ", "", StringComparison.Ordinal));
        var refused = await host.Stranger().SendAsync(HttpMethod.Get, "/api/sessions/x", content: null, ("Origin", "http://localhost:5173"));
        Assert.Equal((401, "true"), (refused.Status, refused.Headers["Access-Control-Allow-Credentials"]));
        Assert.False((await PreflightAsync("https://evil.example")).Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Nothing_secret_reaches_the_log()
    {
        await using var fresh = new SocketHost();
        var session = await fresh.CreateSessionAsync();
        await using var client = await session.ConnectAsync();
        await client.ChatAsync("a private remark");
        await client.HearAsync("chat");
        await fresh.TryJoinSessionAsync(session.Session, "wrong password");
        var log = string.Join('\n', fresh.Log.All);
        foreach (var secret in new[] { session.Token, session.Token.Split('.')[2], SessionActs.Password, "wrong password", "a private remark" })
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        Assert.Empty(fresh.Log.Errors);
    }

    private static (int Status, string? Error) Error(Answer answer) => (answer.Status, answer["error"].GetString());

    private Task<Answer> PreflightAsync(string origin) => host.Stranger().SendAsync(
        HttpMethod.Options, "/api/sessions/create", content: null,
        ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type"));
}
