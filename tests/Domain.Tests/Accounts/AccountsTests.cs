using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Tests.Accounts;

public sealed class AccountsOnSqlite(SqliteTestDatabase database) : AccountsTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class AccountsOnPostgres(PostgresTestDatabase database) : AccountsTests(database), IClassFixture<PostgresTestDatabase>;

public abstract class AccountsTests(TestDatabase database) : IAsyncDisposable
{
    private readonly AccountsHost host = new(database.Database);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return host.DisposeAsync();
    }

    [Fact]
    public async Task Registering_makes_a_default_profile_named_after_the_user()
    {
        var caller = await host.CallerAsync(await host.SignInAsync());
        var profile = Assert.Single(await host.Accounts.ProfilesAsync(caller));
        Assert.Equal(("Ana Silva", true, caller.Profile), (profile.Name, profile.IsDefault, profile.Id));
    }

    [Fact]
    public async Task An_email_is_taken_whatever_its_case_and_the_space_around_it()
    {
        var email = AccountsHost.NewEmail();
        (await host.Accounts.RegisterAsync(AccountsHost.Ana(email))).OrThrow();
        Assert.Equal(RefusalKind.Conflict, Kind(await host.Accounts.RegisterAsync(AccountsHost.Ana($" {email.ToUpperInvariant()} "))));
    }

    [Fact]
    public async Task An_email_that_is_registered_twice_at_once_makes_one_account()
    {
        var email = AccountsHost.NewEmail();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Accounts.RegisterAsync(AccountsHost.Ana(email))));
        Assert.Single(outcomes, outcome => !outcome.IsRefused(out _));
    }

    [Fact]
    public async Task Login_takes_the_email_in_any_case()
    {
        var email = AccountsHost.NewEmail();
        (await host.Accounts.RegisterAsync(AccountsHost.Ana(email))).OrThrow();
        var signedIn = (await host.Accounts.LoginAsync(email.ToUpperInvariant(), AccountsHost.Password)).OrThrow();
        Assert.Equal(email, signedIn.Account.Email);
        Assert.Equal(host.Clock.GetUtcNow(), signedIn.Account.LastLoginAt);
    }

    [Fact]
    public async Task Login_tells_an_unknown_email_and_a_wrong_password_in_the_same_words()
    {
        var email = AccountsHost.NewEmail();
        (await host.Accounts.RegisterAsync(AccountsHost.Ana(email))).OrThrow();
        Assert.True((await host.Accounts.LoginAsync(email, "wrongPassword1")).IsRefused(out var wrong));
        Assert.True((await host.Accounts.LoginAsync("nobody@example.org", "wrongPassword1")).IsRefused(out var unknown));
        Assert.Equal(wrong, unknown);
        Assert.Equal(RefusalKind.Unauthenticated, wrong.Kind);
    }

    [Fact]
    public async Task Refreshing_gives_tokens_of_the_same_login()
    {
        var signedIn = await host.SignInAsync();
        var refreshed = (await host.Accounts.RefreshAsync(signedIn.Tokens.RefreshToken)).OrThrow();
        Assert.NotEqual(signedIn.Tokens.RefreshToken, refreshed.RefreshToken);
        Assert.Equal(await host.CallerAsync(signedIn), (await host.Tokens.AuthenticateAsync(refreshed.AccessToken)).OrThrow());
    }

    [Fact]
    public async Task Using_a_refresh_token_again_ends_the_whole_family()
    {
        var ended = await host.EndedLoginsAsync();
        var signedIn = await host.SignInAsync();
        var caller = await host.CallerAsync(signedIn);
        var refreshed = (await host.Accounts.RefreshAsync(signedIn.Tokens.RefreshToken)).OrThrow();
        Assert.Equal(RefusalKind.Unauthenticated, Kind(await host.Accounts.RefreshAsync(signedIn.Tokens.RefreshToken)));
        Assert.Equal(RefusalKind.Unauthenticated, Kind(await host.Accounts.RefreshAsync(refreshed.RefreshToken)));
        Assert.Equal(RefusalKind.Unauthenticated, Kind(await host.Tokens.AuthenticateAsync(refreshed.AccessToken)));
        Assert.True(ended.TryTake(out var login, TimeSpan.FromSeconds(10)));
        Assert.Equal(caller.Login.Value, login);
    }

    [Fact]
    public async Task Of_many_concurrent_uses_of_a_refresh_token_exactly_one_succeeds()
    {
        var signedIn = await host.SignInAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => host.Accounts.RefreshAsync(signedIn.Tokens.RefreshToken))));
        Assert.Single(outcomes, outcome => !outcome.IsRefused(out _));
    }

    [Fact]
    public async Task A_refresh_token_expires_seven_days_after_its_making()
    {
        var signedIn = await host.SignInAsync();
        host.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        var refreshed = (await host.Accounts.RefreshAsync(signedIn.Tokens.RefreshToken)).OrThrow();
        host.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(RefusalKind.Unauthenticated, Kind(await host.Accounts.RefreshAsync(refreshed.RefreshToken)));
    }

    [Fact]
    public async Task Logging_in_again_does_not_revive_an_expired_family()
    {
        var email = AccountsHost.NewEmail();
        (await host.Accounts.RegisterAsync(AccountsHost.Ana(email))).OrThrow();
        var first = (await host.Accounts.LoginAsync(email, AccountsHost.Password)).OrThrow();
        host.Clock.Advance(TimeSpan.FromDays(8));
        var second = (await host.Accounts.LoginAsync(email, AccountsHost.Password)).OrThrow();
        Assert.Equal(RefusalKind.Unauthenticated, Kind(await host.Accounts.RefreshAsync(first.Tokens.RefreshToken)));
        Assert.False((await host.Accounts.RefreshAsync(second.Tokens.RefreshToken)).IsRefused(out _));
    }

    [Fact]
    public async Task Logout_ends_access_and_refresh_token_of_that_login_alone()
    {
        var email = AccountsHost.NewEmail();
        (await host.Accounts.RegisterAsync(AccountsHost.Ana(email))).OrThrow();
        var here = (await host.Accounts.LoginAsync(email, AccountsHost.Password)).OrThrow();
        var there = (await host.Accounts.LoginAsync(email, AccountsHost.Password)).OrThrow();
        var ended = await host.EndedLoginsAsync();
        var caller = await host.CallerAsync(here);

        (await host.Accounts.LogoutAsync(caller)).OrThrow();

        Assert.Equal(RefusalKind.Unauthenticated, Kind(await host.Tokens.AuthenticateAsync(here.Tokens.AccessToken)));
        Assert.Equal(RefusalKind.Unauthenticated, Kind(await host.Accounts.RefreshAsync(here.Tokens.RefreshToken)));
        Assert.True(ended.TryTake(out var login, TimeSpan.FromSeconds(10)));
        Assert.Equal(caller.Login.Value, login);
        await host.CallerAsync(there);
    }

    [Fact]
    public async Task A_profile_of_another_account_is_not_found()
    {
        var ana = await host.SignInAsync();
        var ben = await host.SignInAsync();
        Assert.Equal(ana.Profile, (await host.Accounts.FindProfileAsync(ana.Account.Id, ana.Profile.Id)).OrThrow());
        Assert.Equal(RefusalKind.NotFound, Kind(await host.Accounts.FindProfileAsync(ana.Account.Id, ben.Profile.Id)));
    }

    [Fact]
    public async Task A_guest_is_an_account_for_one_party_and_twelve_hours()
    {
        var party = new PartyId("0198c0de-0000-7000-8000-000000000001");
        var guest = (await host.Accounts.CreateGuestAsync("  Zoë  ", party)).OrThrow();
        Assert.Equal(("Zoë", null, null), (guest.Profile.Name, guest.Account.Email, guest.Tokens.RefreshToken));
        Assert.Equal(TimeSpan.FromHours(12), guest.Tokens.Lifetime);
        var caller = await host.CallerAsync(guest);
        Assert.Equal((party, false), (caller.GuestOf, caller.IsAdministrator));
        Assert.Equal(guest.Account, (await host.Accounts.CurrentAsync(caller)).OrThrow());
        host.Clock.Advance(TimeSpan.FromHours(12));
        Assert.Equal(RefusalKind.Unauthenticated, Kind(await host.Tokens.AuthenticateAsync(guest.Tokens.AccessToken)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("a\u0007b")]
    [InlineData("a\u202Eb")]
    [InlineData("123456789012345678901234567890123456789012345678901")]
    public async Task A_guest_needs_a_decent_name(string? name) =>
        Assert.Equal(RefusalKind.Invalid, Kind(await host.Accounts.CreateGuestAsync(name, new PartyId("p"))));

    private static RefusalKind? Kind<T>(Outcome<T> outcome) => outcome.IsRefused(out var refusal) ? refusal.Kind : null;
}
