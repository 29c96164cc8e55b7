using System.Text.Json.Serialization;

namespace Matinee.Domain.Accounts;

/// <summary>
/// The claims of all types of access token. Clients decode a member's with <c>atob</c>, which knows no base64url: its texts are
/// of ASCII without <c>&gt; ? ~</c>, whose encodings hold a <c>-</c> or a <c>_</c>.
/// </summary>
internal sealed record TokenClaims
{
    [JsonPropertyName("user_id")]
    public string? UserId { get; init; }

    [JsonPropertyName("username")]
    public string? UserName { get; init; }

    [JsonPropertyName("session_id")]
    public string? SessionId { get; init; }

    [JsonPropertyName("is_host")]
    public bool? IsHost { get; init; }

    [JsonPropertyName("iss")]
    public required string Issuer { get; init; }

    [JsonPropertyName("typ")]
    public required string Type { get; init; }

    /// <summary>The account; of a member the profile, which is what others know it by.</summary>
    [JsonPropertyName("sub")]
    public required string Subject { get; init; }

    [JsonPropertyName("prf")]
    public string? Profile { get; init; }

    [JsonPropertyName("sid")]
    public required string Login { get; init; }

    [JsonPropertyName("pty")]
    public string? Party { get; init; }

    [JsonPropertyName("iat")]
    public required long IssuedAt { get; init; }

    [JsonPropertyName("nbf")]
    public long? NotBefore { get; init; }

    [JsonPropertyName("exp")]
    public required long Expires { get; init; }

    /// <summary>Has all claims that only a member's token has; false when it has none of them, and null for some.</summary>
    [JsonIgnore]
    public bool? IsMembers => (UserId, UserName, SessionId, IsHost, NotBefore) switch
    {
        (null, null, null, null, null) => false,
        (not null, not null, not null, not null, not null) => true,
        _ => null,
    };
}
