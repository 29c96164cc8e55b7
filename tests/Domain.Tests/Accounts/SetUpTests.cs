using Matinee.Domain.Kernel;

namespace Matinee.Domain.Tests.Accounts;

public sealed class SetUpOnSqlite(SqliteTestDatabase database) : SetUpTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class SetUpOnPostgres(PostgresTestDatabase database) : SetUpTests(database), IClassFixture<PostgresTestDatabase>;

public abstract class SetUpTests(TestDatabase database)
{
    /// <summary>One story, because a server has it once.</summary>
    [Fact]
    public async Task The_code_of_the_latest_start_makes_one_administrator_once()
    {
        await using var host = new AccountsHost(database.Database);
        Assert.True(await host.Accounts.IsSetUpNeededAsync());
        var old = await host.Accounts.NewSetUpCodeAsync();
        var code = await host.Accounts.NewSetUpCodeAsync();
        Assert.Matches("^([2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}$", code);
        Assert.Equal(RefusalKind.Forbidden, await TryAsync(host, old));
        Assert.Equal(RefusalKind.Invalid, await TryAsync(host, code: null));

        var taken = (await host.SignInAsync()).Account.Email!;
        var refused = await host.Accounts.SetUpAdministratorAsync(code, AccountsHost.Ana(taken));
        Assert.True(refused.IsRefused(out var conflict));
        Assert.Equal(RefusalKind.Conflict, conflict.Kind);

        var typed = code!.ToLowerInvariant().Replace('-', ' ');
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => TryAsync(host, typed))));
        Assert.Single(outcomes, refusal => refusal is null);
        Assert.False(await host.Accounts.IsSetUpNeededAsync());
        Assert.Null(await host.Accounts.NewSetUpCodeAsync());
        Assert.Equal(RefusalKind.Conflict, await TryAsync(host, code));
    }

    private static async Task<RefusalKind?> TryAsync(AccountsHost host, string? code) =>
        (await host.Accounts.SetUpAdministratorAsync(code, AccountsHost.Ana(AccountsHost.NewEmail()))).IsRefused(out var refusal) ? refusal.Kind : null;
}
