namespace Matinee.Domain.Accounts;

/// <summary>How tokens are signed and how long they live.</summary>
public sealed record TokenOptions
{
    private readonly byte[] signingKey = [];

    /// <summary>The HMAC key of access tokens, at least 32 bytes (RFC 7518, 3.2). Replacing it ends every access token.</summary>
    public required byte[] SigningKey
    {
        get => signingKey;
        init => signingKey = value.Length >= 32 ? value : throw new ArgumentException("The signing key needs at least 32 bytes.", nameof(value));
    }

    public TimeSpan AccessLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Of a refresh token from its making; each use gives a new one.</summary>
    public TimeSpan RefreshLifetime { get; init; } = TimeSpan.FromDays(7);

    public TimeSpan GuestLifetime { get; init; } = TimeSpan.FromHours(12);

    public override string ToString() => nameof(TokenOptions);
}
