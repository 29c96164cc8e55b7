using System.Text;
using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Realtime;

namespace Matinee.Domain.Accounts;

/// <summary>Registering, logging in and out, guests, and the first administrator.</summary>
public sealed class Accounts
{
    private const string DefaultContentRating = "NC-17";

    private readonly IDatabase database;
    private readonly AccountStore accounts;
    private readonly LoginStore logins;
    private readonly Passwords passwords;
    private readonly AccessTokens tokens;
    private readonly TokenOptions options;
    private readonly IBackplane backplane;
    private readonly TimeProvider time;

    internal Accounts(
        IDatabase database,
        AccountStore accounts,
        LoginStore logins,
        Passwords passwords,
        AccessTokens tokens,
        TokenOptions options,
        IBackplane backplane,
        TimeProvider time)
    {
        this.database = database;
        this.accounts = accounts;
        this.logins = logins;
        this.passwords = passwords;
        this.tokens = tokens;
        this.options = options;
        this.backplane = backplane;
        this.time = time;
    }

    /// <summary>Makes an account with a default profile. Refused: Invalid with every fault, Conflict when the e-mail is taken.</summary>
    public async Task<Outcome<Account>> RegisterAsync(Registration registration, CancellationToken ct = default)
    {
        if (!AccountRules.Check(registration).Succeeded(out var clean, out var fault)) return fault;
        if (!(await passwords.HashAsync(clean.Password!, ct)).Succeeded(out var hash, out var busy)) return busy;
        var account = NewAccount(clean, isAdministrator: false);
        return await database.WriteAsync(session => AddAsync(session, account, hash), ct) ? account : EmailTaken;
    }

    /// <summary>
    /// Refused: Invalid when a field is missing; Unauthenticated, in the same words and time, for an unknown e-mail and a wrong
    /// password.
    /// </summary>
    public async Task<Outcome<SignedIn>> LoginAsync(string? email, string? password, CancellationToken ct = default)
    {
        var faults = new List<FieldFault>();
        AccountRules.RequireText("email", "Email", email, faults);
        AccountRules.RequireText("password", "Password", password, faults);
        if (faults.Count > 0) return Refusal.Invalid(faults);
        var found = await database.ReadAsync(session => accounts.FindByEmailAsync(session, AccountRules.Normalised(email!)), ct);
        if (!(await passwords.IsCorrectAsync(found?.PasswordHash, password!, ct)).Succeeded(out var correct, out var busy)) return busy;
        if (!correct || found is null) return new Refusal(RefusalKind.Unauthenticated, "The e-mail or the password is wrong.");
        return await database.WriteAsync(session => SignInAsync(session, found.Value.Account), ct);
    }

    /// <summary>
    /// New tokens for a refresh token, which is used up. Using one twice ends the login: one of the two users is a thief, and
    /// nobody can tell which. Refused: Invalid when missing, else Unauthenticated.
    /// </summary>
    public async Task<Outcome<IssuedTokens>> RefreshAsync(string? refreshToken, CancellationToken ct = default)
    {
        var faults = new List<FieldFault>();
        AccountRules.RequireText("refreshToken", "Refresh token", refreshToken, faults);
        if (faults.Count > 0) return Refusal.Invalid(faults);
        var (issued, ended) = await database.WriteAsync(session => RotateAsync(session, OpaqueToken.Hash(refreshToken!)), ct);
        if (ended is { } login) await TellEndedAsync(login);
        return issued is null ? new Refusal(RefusalKind.Unauthenticated, "The refresh token is not valid.") : issued;
    }

    /// <summary>Ends the caller's login: its access and refresh tokens are good no longer when this returns.</summary>
    public async Task<Outcome<Done>> LogoutAsync(Caller caller, CancellationToken ct = default)
    {
        var isNew = await database.WriteAsync(session => logins.EndAsync(session, caller.Login, time.GetUtcNow()), ct);
        if (isNew) await TellEndedAsync(caller.Login);
        return default(Done);
    }

    /// <summary>The caller's own account. Refused: NotFound when it was closed meanwhile.</summary>
    public async Task<Outcome<Account>> CurrentAsync(Caller caller, CancellationToken ct = default) =>
        await database.ReadAsync(session => accounts.FindAsync(session, caller.Account), ct) is { } account
            ? account
            : Refusal.NotFound("The account");

    /// <summary>Null when there never was one, or it was closed.</summary>
    public Task<Account?> FindAsync(AccountId id, CancellationToken ct = default) =>
        database.ReadAsync(session => accounts.FindAsync(session, id), ct);

    /// <summary>The profiles of the caller's account, the default one first.</summary>
    public Task<IReadOnlyList<Profile>> ProfilesAsync(Caller caller, CancellationToken ct = default) =>
        database.ReadAsync(session => accounts.ProfilesAsync(session, caller.Account), ct);

    /// <summary>That profile of that account. Refused: NotFound, also when the profile is another's.</summary>
    public async Task<Outcome<Profile>> FindProfileAsync(AccountId account, ProfileId profile, CancellationToken ct = default) =>
        await database.ReadAsync(session => accounts.FindProfileAsync(session, account, profile), ct) is { } found
            ? found
            : Refusal.NotFound("The profile");

    /// <summary>
    /// An account without a password that is good for one party, for as long as its access token lives; there is no refresh
    /// token. The caller of this has checked that the party takes guests. Refused: Invalid for a bad display name.
    /// </summary>
    public async Task<Outcome<SignedIn>> CreateGuestAsync(string? displayName, PartyId party, CancellationToken ct = default)
    {
        var faults = new List<FieldFault>();
        var name = AccountRules.Name("displayName", "Display name", displayName, faults);
        if (faults.Count > 0) return Refusal.Invalid(faults);
        return await AddGuestAsync(name, party, (session, account) => SignInAsync(session, account), ct);
    }

    /// <summary>
    /// A guest whose name the server chose and whose token clients read: see <see cref="AccessTokens"/>. The caller of this has
    /// checked that it may enter the party.
    /// </summary>
    /// <param name="name">Letters and spaces of ASCII.</param>
    public Task<SignedIn> CreateMemberAsync(string name, PartyId party, bool isHost, CancellationToken ct = default) =>
        AddGuestAsync(
            name,
            party,
            async (session, account) =>
            {
                var (profile, caller) = await OpenLoginAsync(session, account, options.AccessLifetime);
                var token = tokens.IssueMember(caller, name, isHost, options.AccessLifetime);
                return new SignedIn(account, profile, new IssuedTokens(token, RefreshToken: null, options.AccessLifetime));
            },
            ct);

    private Task<SignedIn> AddGuestAsync(string name, PartyId party, Func<DbSession, Account, Task<SignedIn>> signInAsync, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var account = new Account(new AccountId(NewId.At(time)), Email: null, name, "", IsVerified: false, IsAdministrator: false, party, now, now);
        return database.WriteAsync(
            async session =>
            {
                await AddAsync(session, account, passwordHash: null);
                return await signInAsync(session, account);
            },
            ct);
    }

    /// <summary>True until there is an administrator.</summary>
    public async Task<bool> IsSetUpNeededAsync(CancellationToken ct = default) =>
        !await database.ReadAsync(accounts.HasAdministratorAsync, ct);

    /// <summary>
    /// A new code for <see cref="SetUpAdministratorAsync"/>, to be shown to who runs the server; null when there is an
    /// administrator. It replaces the code of an earlier start, which nobody can read again: only its hash was kept.
    /// </summary>
    public async Task<string?> NewSetUpCodeAsync(CancellationToken ct = default)
    {
        var code = OpaqueToken.NewCode();
        return await database.WriteAsync(
            async session =>
            {
                if (await accounts.HasAdministratorAsync(session)) return null;
                await accounts.SetSetUpCodeAsync(session, OpaqueToken.HashOfCode(code), time.GetUtcNow());
                return code;
            },
            ct);
    }

    /// <summary>
    /// Makes the first administrator. Refused: Invalid, Forbidden for a wrong code, Conflict when there is one already or the
    /// e-mail is taken.
    /// </summary>
    public async Task<Outcome<Account>> SetUpAdministratorAsync(string? code, Registration registration, CancellationToken ct = default)
    {
        var faults = new List<FieldFault>();
        AccountRules.RequireText("code", "Code", code, faults);
        if (!AccountRules.Check(registration).Succeeded(out var clean, out var fault)) faults.AddRange(fault.Fields ?? []);
        if (faults.Count > 0) return Refusal.Invalid(faults);
        var codeHash = OpaqueToken.HashOfCode(code!);
        var (isNeeded, isCode) = await database.ReadAsync(
            async session => (!await accounts.HasAdministratorAsync(session), await accounts.IsSetUpCodeAsync(session, codeHash)),
            ct);
        if (!isNeeded) return AlreadySetUp;
        if (!isCode) return WrongCode;
        if (!(await passwords.HashAsync(clean!.Password!, ct)).Succeeded(out var hash, out var busy)) return busy;
        var account = NewAccount(clean, isAdministrator: true);
        return await database.WriteAsync<Outcome<Account>>(
            async session =>
            {
                if (!await accounts.ClaimSetUpCodeAsync(session, codeHash)) return WrongCode;
                if (await accounts.HasAdministratorAsync(session)) return AlreadySetUp;
                if (!await AddAsync(session, account, hash)) return EmailTaken;
                await accounts.DeleteSetUpCodeAsync(session);
                return account;
            },
            ct);
    }

    private static Refusal EmailTaken => new(RefusalKind.Conflict, "An account with this e-mail already exists.");

    private static Refusal AlreadySetUp => new(RefusalKind.Conflict, "This server already has an administrator.");

    private static Refusal WrongCode => new(RefusalKind.Forbidden, "The set-up code is wrong.");

    private Account NewAccount(Registration clean, bool isAdministrator) =>
        new(
            new AccountId(NewId.At(time)),
            clean.Email,
            clean.FirstName!,
            clean.LastName!,
            IsVerified: false,
            isAdministrator,
            GuestOf: null,
            time.GetUtcNow(),
            LastLoginAt: null);

    private async Task<bool> AddAsync(DbSession session, Account account, string? passwordHash)
    {
        if (!await accounts.AddAsync(session, account, passwordHash)) return false;
        var name = account.IsGuest ? account.FirstName : $"{account.FirstName} {account.LastName}";
        await accounts.AddProfileAsync(
            session,
            new Profile(
                new ProfileId(NewId.At(time)),
                account.Id,
                name,
                AvatarUrl: null,
                AgeCategory.Adult,
                DefaultContentRating,
                IsDefault: true,
                HasPin: false,
                account.CreatedAt));
        return true;
    }

    private async Task<SignedIn> SignInAsync(DbSession session, Account account)
    {
        var (profile, caller) = await OpenLoginAsync(session, account, account.IsGuest ? options.GuestLifetime : options.RefreshLifetime);
        return new SignedIn(account with { LastLoginAt = time.GetUtcNow() }, profile, await IssueAsync(session, caller));
    }

    private async Task<(Profile Profile, Caller Caller)> OpenLoginAsync(DbSession session, Account account, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        var profile = (await accounts.ProfilesAsync(session, account.Id))[0];
        var caller = new Caller(account.Id, profile.Id, new LoginId(NewId.At(time)), account.IsAdministrator, account.GuestOf);
        await logins.AddAsync(session, caller, now, now + lifetime);
        await accounts.SetLastLoginAsync(session, account.Id, now);
        return (profile, caller);
    }

    private async Task<(IssuedTokens? Issued, LoginId? Ended)> RotateAsync(DbSession session, string hash)
    {
        var now = time.GetUtcNow();
        var isFirstUse = await logins.UseRefreshTokenAsync(session, hash, now);
        if (await logins.FindRefreshTokenAsync(session, hash) is not { EndedAt: null } token) return (null, null);
        var login = new LoginId(token.LoginId);
        if (!isFirstUse) return (null, await logins.EndAsync(session, login, now) ? login : null);
        if (token.ExpiresAt <= now.ToUnixTimeMilliseconds()) return (null, null);
        if (await accounts.FindAsync(session, new AccountId(token.AccountId)) is not { } account) return (null, null);
        var profile = await accounts.FindProfileAsync(session, account.Id, new ProfileId(token.ProfileId))
            ?? (await accounts.ProfilesAsync(session, account.Id))[0];
        return (await IssueAsync(session, new Caller(account.Id, profile.Id, login, account.IsAdministrator, GuestOf: null)), null);
    }

    private async Task<IssuedTokens> IssueAsync(DbSession session, Caller caller)
    {
        if (caller.IsGuest) return new IssuedTokens(tokens.Issue(caller, options.GuestLifetime), RefreshToken: null, options.GuestLifetime);
        var refreshToken = OpaqueToken.New();
        var expires = time.GetUtcNow() + options.RefreshLifetime;
        await logins.AddRefreshTokenAsync(session, caller.Login, OpaqueToken.Hash(refreshToken), expires);
        return new IssuedTokens(tokens.Issue(caller, options.AccessLifetime), refreshToken, options.AccessLifetime);
    }

    private ValueTask TellEndedAsync(LoginId login) =>
        backplane.PublishAsync(AccountTopics.LoginEnded, Encoding.UTF8.GetBytes(login.Value));
}
