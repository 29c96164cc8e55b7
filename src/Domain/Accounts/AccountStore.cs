using Matinee.Database;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Accounts;

/// <summary>Accounts, their profiles, and the code that makes the first administrator.</summary>
internal sealed class AccountStore
{
    /// <summary>False when the e-mail is taken.</summary>
    public async Task<bool> AddAsync(DbSession session, Account account, string? passwordHash) =>
        await session.ExecuteAsync(
            """
            insert into accounts (id, email, password_hash, first_name, last_name, is_verified, is_administrator, guest_of, created_at)
            values (@Id, @Email, @passwordHash, @FirstName, @LastName, @IsVerified, @IsAdministrator, @GuestOf, @CreatedAt)
            on conflict (email) do nothing
            """,
            new
            {
                Id = account.Id.Value,
                account.Email,
                passwordHash,
                account.FirstName,
                account.LastName,
                IsVerified = account.IsVerified ? 1L : 0L,
                IsAdministrator = account.IsAdministrator ? 1L : 0L,
                GuestOf = account.GuestOf?.Value,
                CreatedAt = account.CreatedAt.ToUnixTimeMilliseconds(),
            }) > 0;

    public async Task<Account?> FindAsync(DbSession session, AccountId id) =>
        (await session.FindAsync<AccountRow>("select * from accounts where id = @id and closed_at is null", new { id = id.Value }))?.ToAccount();

    /// <param name="email">Normalised.</param>
    public async Task<(Account Account, string? PasswordHash)?> FindByEmailAsync(DbSession session, string email) =>
        await session.FindAsync<AccountRow>("select * from accounts where email = @email and closed_at is null", new { email }) is { } row
            ? (row.ToAccount(), row.PasswordHash)
            : null;

    public Task SetLastLoginAsync(DbSession session, AccountId id, DateTimeOffset at) =>
        session.ExecuteAsync("update accounts set last_login_at = @at where id = @id", new { id = id.Value, at = at.ToUnixTimeMilliseconds() });

    public Task AddProfileAsync(DbSession session, Profile profile) =>
        session.ExecuteAsync(
            """
            insert into profiles (id, account_id, name, avatar_url, age_category, content_rating, is_default, created_at)
            values (@Id, @Account, @Name, @AvatarUrl, @AgeCategory, @ContentRating, @IsDefault, @CreatedAt)
            """,
            new
            {
                Id = profile.Id.Value,
                Account = profile.Account.Value,
                profile.Name,
                profile.AvatarUrl,
                AgeCategory = profile.AgeCategory.ToString(),
                profile.ContentRating,
                IsDefault = profile.IsDefault ? 1L : 0L,
                CreatedAt = profile.CreatedAt.ToUnixTimeMilliseconds(),
            });

    /// <summary>The default one first, then by age.</summary>
    public async Task<IReadOnlyList<Profile>> ProfilesAsync(DbSession session, AccountId account) =>
        [.. (await session.ListAsync<ProfileRow>(
            "select * from profiles where account_id = @account order by is_default desc, created_at, id",
            new { account = account.Value })).Select(row => row.ToProfile())];

    public async Task<Profile?> FindProfileAsync(DbSession session, AccountId account, ProfileId id) =>
        (await session.FindAsync<ProfileRow>(
            "select * from profiles where id = @id and account_id = @account",
            new { id = id.Value, account = account.Value }))?.ToProfile();

    public async Task<bool> HasAdministratorAsync(DbSession session) =>
        await session.ScalarAsync<long>("select count(*) from accounts where is_administrator = 1 and closed_at is null") > 0;

    public Task SetSetUpCodeAsync(DbSession session, string hash, DateTimeOffset at) =>
        session.ExecuteAsync(
            """
            insert into administrator_setup (id, code_hash, created_at) values (1, @hash, @at)
            on conflict (id) do update set code_hash = excluded.code_hash, created_at = excluded.created_at
            """,
            new { hash, at = at.ToUnixTimeMilliseconds() });

    public async Task<bool> IsSetUpCodeAsync(DbSession session, string hash) =>
        await session.ScalarAsync<long>("select count(*) from administrator_setup where code_hash = @hash", new { hash }) > 0;

    /// <summary>True when this was the code; from now until the transaction ends nobody else can use it.</summary>
    public async Task<bool> ClaimSetUpCodeAsync(DbSession session, string hash) =>
        await session.ExecuteAsync("update administrator_setup set code_hash = code_hash where code_hash = @hash", new { hash }) > 0;

    public Task DeleteSetUpCodeAsync(DbSession session) => session.ExecuteAsync("delete from administrator_setup");
}
