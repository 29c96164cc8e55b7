using Matinee.Domain.Accounts;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx;

public sealed class AuthOnSqlite(MatineeHost host) : AuthTests(host), IClassFixture<MatineeHost>;

public sealed class AuthOnPostgres : AuthTests, IClassFixture<PostgresMatineeHost>
{
    public AuthOnPostgres(PostgresMatineeHost host)
        : base(host) => PostgresMatineeHost.SkipWithoutServer();
}

public abstract class AuthTests(MatineeHost host)
{
    [Fact]
    public async Task Register_answers_as_documented()
    {
        var answer = await host.Stranger().PostAsync("/v1/auth/register", Registration("register@example.com"));
        Assert.Equal(201, answer.Status);
        Golden.Matches("register", answer);
    }

    [Fact]
    public async Task Registering_a_taken_email_is_a_conflict()
    {
        var stranger = host.Stranger();
        Assert.Equal(201, (await stranger.PostAsync("/v1/auth/register", Registration("taken@example.com"))).Status);
        var answer = await stranger.PostAsync("/v1/auth/register", Registration("Taken@Example.com"));
        Assert.Equal(409, answer.Status);
        Golden.Matches("register-conflict", answer);
    }

    [Fact]
    public async Task Login_answers_as_documented()
    {
        var stranger = host.Stranger();
        await stranger.PostAsync("/v1/auth/register", Registration("login@example.com"));
        Golden.Matches("login", await stranger.LogInAsync("login@example.com"));
    }

    [Fact]
    public async Task Login_answers_an_unknown_email_and_a_wrong_password_alike()
    {
        var stranger = host.Stranger();
        await stranger.PostAsync("/v1/auth/register", Registration("known@example.com"));
        var wrong = await stranger.PostAsync("/v1/auth/login", new { email = "known@example.com", password = "wrongPassword1" });
        var unknown = await stranger.PostAsync("/v1/auth/login", new { email = "unknown@example.com", password = "wrongPassword1" });
        Assert.Equal((401, 401), (wrong.Status, unknown.Status));
        Golden.Matches("login-wrong", wrong);
        Golden.Matches("login-wrong", unknown);
        Assert.Equal(wrong.Headers.Keys.Order(), unknown.Headers.Keys.Order());
    }

    [Fact]
    public async Task Refresh_rotates_and_an_old_token_ends_the_family()
    {
        var ana = await host.SignUpAsync("ana");
        var first = await ana.PostAsync("/v1/auth/refresh", new { refreshToken = ana.RefreshToken });
        Assert.Equal(200, first.Status);
        Golden.Matches("refresh", first);
        ana.Use(first["data.tokens.accessToken"].GetString()!);
        Assert.Equal(200, (await ana.GetAsync("/v1/auth/profiles")).Status);

        var reuse = await ana.PostAsync("/v1/auth/refresh", new { refreshToken = ana.RefreshToken });
        Assert.Equal(401, reuse.Status);
        Golden.Matches("refresh-reused", reuse);
        Assert.Equal(401, (await ana.PostAsync("/v1/auth/refresh", new { refreshToken = first["data.tokens.refreshToken"].GetString() })).Status);
        Assert.Equal(401, (await ana.GetAsync("/v1/auth/profiles")).Status);
    }

    [Fact]
    public async Task Of_two_refreshes_at_once_one_succeeds()
    {
        var ana = await host.SignUpAsync("ana");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ana.PostAsync("/v1/auth/refresh", new { refreshToken = ana.RefreshToken })));
        Assert.Equal([200, 401, 401, 401, 401, 401], answers.Select(answer => answer.Status).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    public async Task A_refresh_token_that_was_never_given_is_refused(string refreshToken)
    {
        var answer = await host.Stranger().PostAsync("/v1/auth/refresh", new { refreshToken });
        Assert.Equal(refreshToken.Length == 0 ? 422 : 401, answer.Status);
    }

    [Fact]
    public async Task Logout_ends_the_login_at_once()
    {
        var ana = await host.SignUpAsync("ana");
        var answer = await ana.PostAsync("/v1/auth/logout");
        Assert.Equal(200, answer.Status);
        Golden.Matches("logout", answer);
        Assert.Equal(401, (await ana.GetAsync("/v1/auth/profiles")).Status);
        Assert.Equal(401, (await ana.PostAsync("/v1/auth/logout")).Status);
        Assert.Equal(401, (await ana.PostAsync("/v1/auth/refresh", new { refreshToken = ana.RefreshToken })).Status);
    }

    [Fact]
    public async Task Profiles_answers_as_documented()
    {
        var ana = await host.SignUpAsync("ana");
        Golden.Matches("profiles", await ana.GetAsync("/v1/auth/profiles/"));
    }

    [Fact]
    public async Task The_first_administrator_is_made_with_the_code_of_the_log()
    {
        var stranger = host.Stranger();
        Golden.Matches("setup-needed", await stranger.GetAsync("/v1/auth/setup"));
        var code = await host.Get<Accounts>().NewSetUpCodeAsync();
        object With(string? value) => new { code = value, email = "admin@example.com", password = Person.Password, firstName = "Ada", lastName = "Min" };
        Assert.Equal(422, (await stranger.PostAsync("/v1/auth/setup", With(null))).Status);
        Assert.Equal(403, (await stranger.PostAsync("/v1/auth/setup", With("2222-2222-2222-2222"))).Status);
        var made = await stranger.PostAsync("/v1/auth/setup", With(code));
        Assert.Equal(201, made.Status);
        Golden.Matches("setup", made);
        Assert.Equal(409, (await stranger.PostAsync("/v1/auth/setup", With(code))).Status);
        Assert.False((await stranger.GetAsync("/v1/auth/setup"))["data.needed"].GetBoolean());
        Assert.Equal("admin", (await stranger.LogInAsync("admin@example.com"))["data.user.role"].GetString());
    }

    private static object Registration(string email) =>
        new { email, password = Person.Password, firstName = "John", lastName = "Doe", acceptTerms = true, isAdministrator = true, role = "admin" };
}
