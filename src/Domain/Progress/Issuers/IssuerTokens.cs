using System.Text;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Progress.Issuers;

// Tokens of other issuers: JWTs (RFC 7519) signed with RS256, checked against the keys that the issuer publishes. The key
// decides the algorithm: it is an RSA key, and the only thing done with it is to verify RSASSA-PKCS1-v1_5 over SHA-256. What
// the token's header says of algorithm must agree and decides nothing; addresses and keys in it (jku, jwk, x5u) are not looked
// at; an extension that it calls critical is unknown to us and refuses it.
public sealed class IssuerTokens
{
    private const int MostCharacters = 16 * 1024;

    // Clocks of two machines differ a little.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    private static readonly Refusal Invalid = new(RefusalKind.Unauthenticated, "The access token is not valid.");
    private static readonly Refusal Expired = new(RefusalKind.Unauthenticated, "The access token has expired.");

    private readonly Dictionary<string, (TrustedIssuer Issuer, IssuerKeys Keys)> issuers;
    private readonly TimeProvider time;

    internal IssuerTokens(ProgressOptions options, HttpClient http, TimeProvider time)
    {
        this.time = time;
        issuers = options.Issuers.ToDictionary(
            issuer => issuer.Issuer, issuer => (issuer, new IssuerKeys(issuer.Keys, http, time)), StringComparer.Ordinal);
    }

    /// <summary>Whether the token says that one of the issuers made it; true of a forged one too.</summary>
    public bool Claims(string token) => issuers.Count > 0 && Jwt.Parse(token, MostCharacters) is { Issuer: { } issuer } && issuers.ContainsKey(issuer);

    /// <summary>The issuer's name for its user. Refused: Unauthenticated, and Unavailable while the issuer's keys cannot be had.</summary>
    public async Task<Outcome<ProgressOwner>> AuthenticateAsync(string token, CancellationToken ct = default)
    {
        if (Jwt.Parse(token, MostCharacters) is not { Issuer: { } name } jwt || !issuers.TryGetValue(name, out var trusted)) return Invalid;
        if (jwt is not { Algorithm: "RS256", IsCritical: false, KeyId: { } keyId, Subject: { Length: > 0 } subject }) return Invalid;

        // Cheap checks first: who floods with old tokens makes nobody compute or fetch.
        var now = time.GetUtcNow();
        if (jwt.Expires is not { } expires || jwt.Audiences is not { } audiences) return Invalid;
        if (expires + Leeway <= now) return Expired;
        if (jwt.NotBefore is { } notBefore && notBefore - Leeway > now) return Invalid;
        if (trusted.Issuer.Audience is { } wanted ? !audiences.Contains(wanted, StringComparer.Ordinal) : audiences.Count > 0) return Invalid;

        if (!(await trusted.Keys.FindAsync(keyId, ct)).Succeeded(out var key, out var refusal)) return refusal;
        return key.Verifies(Encoding.ASCII.GetBytes(jwt.Signed), jwt.Signature) ? new ProgressOwner(subject) : Invalid;
    }
}
