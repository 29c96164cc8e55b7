using Matinee.Database;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Accounts;

/// <summary>Logins and their refresh tokens.</summary>
internal sealed class LoginStore
{
    public async Task AddAsync(DbSession session, Caller caller, DateTimeOffset now, DateTimeOffset expires)
    {
        // Who comes back leaves nothing behind: old logins, with their used tokens, go when a new one comes.
        await session.ExecuteAsync(
            "delete from logins where account_id = @account and expires_at < @now",
            new { account = caller.Account.Value, now = now.ToUnixTimeMilliseconds() });
        await session.ExecuteAsync(
            "insert into logins (id, account_id, profile_id, created_at, expires_at) values (@id, @account, @profile, @now, @expires)",
            new
            {
                id = caller.Login.Value,
                account = caller.Account.Value,
                profile = caller.Profile.Value,
                now = now.ToUnixTimeMilliseconds(),
                expires = expires.ToUnixTimeMilliseconds(),
            });
    }

    public async Task AddRefreshTokenAsync(DbSession session, LoginId login, string hash, DateTimeOffset expires)
    {
        var values = new { hash, login = login.Value, expires = expires.ToUnixTimeMilliseconds() };
        await session.ExecuteAsync("insert into refresh_tokens (hash, login_id, expires_at) values (@hash, @login, @expires)", values);
        await session.ExecuteAsync("update logins set expires_at = @expires where id = @login", values);
    }

    public Task<RefreshTokenRow?> FindRefreshTokenAsync(DbSession session, string hash) =>
        session.FindAsync<RefreshTokenRow>(
            """
            select t.login_id, l.account_id, l.profile_id, t.expires_at, l.ended_at
            from refresh_tokens t join logins l on l.id = t.login_id
            where t.hash = @hash
            """,
            new { hash });

    /// <summary>True for the first use, and for the first only, however many ask at once.</summary>
    public async Task<bool> UseRefreshTokenAsync(DbSession session, string hash, DateTimeOffset now) =>
        await session.ExecuteAsync(
            "update refresh_tokens set used_at = @now where hash = @hash and used_at is null",
            new { hash, now = now.ToUnixTimeMilliseconds() }) > 0;

    /// <summary>True when it had not ended before.</summary>
    public async Task<bool> EndAsync(DbSession session, LoginId login, DateTimeOffset now) =>
        await session.ExecuteAsync(
            "update logins set ended_at = @now where id = @login and ended_at is null",
            new { login = login.Value, now = now.ToUnixTimeMilliseconds() }) > 0;

    /// <summary>Null when the login ended, its account is closed, or the profile is not (or no longer) the account's.</summary>
    public Task<LoginStanding?> FindStandingAsync(DbSession session, LoginId login, ProfileId profile) =>
        session.FindAsync<LoginStanding>(
            """
            select a.id as account_id, a.is_administrator, a.guest_of
            from logins l join accounts a on a.id = l.account_id join profiles p on p.account_id = a.id
            where l.id = @login and p.id = @profile and l.ended_at is null and a.closed_at is null
            """,
            new { login = login.Value, profile = profile.Value });
}
