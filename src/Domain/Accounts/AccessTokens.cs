using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Database;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Accounts;

/// <summary>
/// Access tokens: JWTs (RFC 7519) signed with this server's key. What a token says of rights is never believed: it names a
/// login, and the database says whether that still stands and what its account may do. So a logout ends its access tokens at
/// once, on every node. A member's token is a guest's with the claims that clients of raw WebSockets read.
/// </summary>
public sealed class AccessTokens
{
    private const string Issuer = "matinee";
    private const string AccountType = "account";
    private const string GuestType = "guest";
    private const string MemberType = "member";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        AllowDuplicateProperties = false,
        MaxDepth = 4,
    };

    private readonly TokenOptions options;
    private readonly IDatabase database;
    private readonly LoginStore logins;
    private readonly TimeProvider time;

    internal AccessTokens(TokenOptions options, IDatabase database, LoginStore logins, TimeProvider time)
    {
        this.options = options;
        this.database = database;
        this.logins = logins;
        this.time = time;
    }

    /// <summary>
    /// Who the token stands for; <see cref="RefusalKind.Unauthenticated"/> when it is forged, expired, of another type, or its
    /// login ended.
    /// </summary>
    public async Task<Outcome<Caller>> AuthenticateAsync(string token, CancellationToken ct = default)
    {
        if (Read(token) is not { } claims) return Refused("The access token is not valid.");
        if (claims.Expires <= time.GetUtcNow().ToUnixTimeSeconds()) return Refused("The access token has expired.");
        var isMember = claims.Type == MemberType;
        var (login, profile) = (new LoginId(claims.Login), new ProfileId(isMember ? claims.Subject : claims.Profile!));
        var standing = await database.ReadAsync(session => logins.FindStandingAsync(session, login, profile), ct);
        return standing is not null && (isMember || standing.AccountId == claims.Subject) && standing.GuestOf == (isMember ? claims.SessionId : claims.Party)
            ? new Caller(
                new AccountId(standing.AccountId),
                profile,
                login,
                standing.IsAdministrator != 0,
                standing.GuestOf is null ? null : new PartyId(standing.GuestOf))
            {
                TokenExpiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.Expires),
            }
            : Refused("The login has ended.");
    }

    /// <summary>Whether the login that a caller came with still stands; for connections that outlive their request.</summary>
    public async Task<bool> StandsAsync(Caller caller) =>
        await database.ReadAsync(session => logins.FindStandingAsync(session, caller.Login, caller.Profile)) is not null;

    internal string Issue(Caller caller, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        return Sign(new TokenClaims
        {
            Issuer = Issuer,
            Type = caller.IsGuest ? GuestType : AccountType,
            Subject = caller.Account.Value,
            Profile = caller.Profile.Value,
            Login = caller.Login.Value,
            Party = caller.GuestOf?.Value,
            IssuedAt = now.ToUnixTimeSeconds(),
            Expires = (now + lifetime).ToUnixTimeSeconds(),
        });
    }

    /// <summary>A guest's token that clients read: who they are in their party stands in it.</summary>
    /// <param name="name">Letters and spaces of ASCII.</param>
    internal string IssueMember(Caller guest, string name, bool isHost, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        return Sign(new TokenClaims
        {
            UserId = guest.Profile.Value,
            UserName = name,
            SessionId = guest.GuestOf?.Value ?? throw new ArgumentException("An account is nobody's guest.", nameof(guest)),
            IsHost = isHost,
            Issuer = Issuer,
            Type = MemberType,
            Subject = guest.Profile.Value,
            Login = guest.Login.Value,
            IssuedAt = now.ToUnixTimeSeconds(),
            NotBefore = now.ToUnixTimeSeconds(),
            Expires = (now + lifetime).ToUnixTimeSeconds(),
        });
    }

    private string Sign(TokenClaims claims) => Jws.Sign(JsonSerializer.SerializeToUtf8Bytes(claims, Json), options.SigningKey);

    private static Refusal Refused(string message) => new(RefusalKind.Unauthenticated, message);

    /// <summary>The claims of a token that is signed, complete and of a type that this class makes; null otherwise.</summary>
    private TokenClaims? Read(string token)
    {
        if (!Jws.TryVerify(token, options.SigningKey, out var payload)) return null;
        try
        {
            var claims = JsonSerializer.Deserialize<TokenClaims>(payload, Json);
            var isOfType = claims?.Type switch
            {
                AccountType => claims is { Profile: not null, Party: null, IsMembers: false },
                GuestType => claims is { Profile: not null, Party: not null, IsMembers: false },
                MemberType => claims is { Profile: null, Party: null, IsMembers: true } && claims.UserId == claims.Subject,
                _ => false,
            };
            return isOfType && claims!.Issuer == Issuer ? claims : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
