namespace Matinee.Domain.Progress;

/// <summary>Configuration <c>Matinee:Progress</c>.</summary>
public sealed record ProgressOptions
{
    public ProgressAccess Access { get; init; } = ProgressAccess.Required;

    /// <summary>Others whose tokens are good for progress, beside our own accounts'.</summary>
    public IReadOnlyList<TrustedIssuer> Issuers { get; init; } = [];
}

/// <summary>Whether a caller must say who it is.</summary>
public enum ProgressAccess
{
    Required,

    /// <summary>A request without a token passes; one with a token is held to it.</summary>
    Optional,

    /// <summary>Tokens are not looked at.</summary>
    Off,
}

/// <param name="Issuer">Exactly what its tokens say in <c>iss</c>.</param>
/// <param name="Audience">What its tokens must say in <c>aud</c>; null for an issuer whose tokens name none.</param>
/// <param name="Keys">Where its public keys are: a JSON Web Key Set (RFC 7517).</param>
public sealed record TrustedIssuer(string Issuer, string? Audience, Uri Keys);
