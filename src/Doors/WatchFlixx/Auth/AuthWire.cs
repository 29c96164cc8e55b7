using System.ComponentModel.DataAnnotations;
using Matinee.Domain.Accounts;

namespace Matinee.Doors.WatchFlixx.Auth;

internal sealed record RegisterBody(
    [property: Required] string? Email,
    [property: Required] string? Password,
    [property: Required] string? FirstName,
    [property: Required] string? LastName,
    [property: Required] bool? AcceptTerms)
{
    public Registration ToRegistration() => new(Email, Password, FirstName, LastName, AcceptTerms == true);
}

internal sealed record LogInBody([property: Required] string? Email, [property: Required] string? Password);

internal sealed record RefreshBody([property: Required] string? RefreshToken);

internal sealed record SetUpBody(
    [property: Required] string? Code,
    [property: Required] string? Email,
    [property: Required] string? Password,
    [property: Required] string? FirstName,
    [property: Required] string? LastName)
{
    public Registration ToRegistration() => new(Email, Password, FirstName, LastName, AcceptTerms: true);
}

internal sealed record RegisteredData(RegisteredUser User, string Message);

internal sealed record RegisteredUser(string Id, string? Email, string FirstName, string LastName, bool IsVerified, DateTimeOffset CreatedAt)
{
    public static RegisteredUser Of(Account account) =>
        new(account.Id.Value, account.Email, account.FirstName, account.LastName, account.IsVerified, account.CreatedAt);
}

/// <param name="Subscription">Null: without a plan.</param>
internal sealed record LoggedInData(LoggedInUser User, TokensWire Tokens, object? Subscription);

/// <param name="Email">Null for a guest.</param>
/// <param name="Role">user or admin.</param>
internal sealed record LoggedInUser(string Id, string? Email, string FirstName, string LastName, bool IsVerified, bool IsGuest, string Role)
{
    public static LoggedInUser Of(Account account) =>
        new(
            account.Id.Value,
            account.Email,
            account.FirstName,
            account.LastName,
            account.IsVerified,
            account.IsGuest,
            account.IsAdministrator ? "admin" : "user");
}

internal sealed record RefreshedData(TokensWire Tokens);

/// <param name="RefreshToken">Null for a guest.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
internal sealed record TokensWire(string AccessToken, string? RefreshToken, int ExpiresIn)
{
    public static TokensWire Of(IssuedTokens tokens) => new(tokens.AccessToken, tokens.RefreshToken, (int)tokens.Lifetime.TotalSeconds);

    // A record's own text would carry the tokens into logs.
    public override string ToString() => nameof(TokensWire);
}

internal sealed record ProfilesData(IReadOnlyList<ProfileWire> Profiles);

/// <param name="AgeCategory">ADULT, TEEN or CHILD.</param>
internal sealed record ProfileWire(
    string Id,
    string Name,
    string? Avatar,
    string AgeCategory,
    bool IsDefault,
    bool PinEnabled,
    string ContentRating,
    DateTimeOffset CreatedAt)
{
    public static ProfileWire Of(Profile profile) =>
        new(
            profile.Id.Value,
            profile.Name,
            profile.AvatarUrl,
            profile.AgeCategory switch
            {
                Domain.Accounts.AgeCategory.Adult => "ADULT",
                Domain.Accounts.AgeCategory.Teen => "TEEN",
                Domain.Accounts.AgeCategory.Child => "CHILD",
            },
            profile.IsDefault,
            profile.HasPin,
            profile.ContentRating,
            profile.CreatedAt);
}

internal sealed record SetUpData(bool Needed);
