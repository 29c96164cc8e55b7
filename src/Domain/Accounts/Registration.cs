namespace Matinee.Domain.Accounts;

/// <summary>What someone who wants an account says, unchecked.</summary>
public sealed record Registration(string? Email, string? Password, string? FirstName, string? LastName, bool AcceptTerms);

/// <summary>What a login, or a guest's entry, gives.</summary>
/// <param name="Profile">The profile that the tokens carry.</param>
public sealed record SignedIn(Account Account, Profile Profile, IssuedTokens Tokens);

/// <param name="RefreshToken">Null for guests.</param>
/// <param name="Lifetime">Of the access token.</param>
public sealed record IssuedTokens(string AccessToken, string? RefreshToken, TimeSpan Lifetime)
{
    // A record's own text would carry the tokens into logs.
    public override string ToString() => nameof(IssuedTokens);
}
