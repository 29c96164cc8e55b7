using Matinee.Domain.Kernel;

namespace Matinee.Domain.Accounts;

/// <param name="Email">Normalised; null for a guest.</param>
/// <param name="FirstName">For a guest, the display name.</param>
/// <param name="LastName">Empty for a guest.</param>
/// <param name="GuestOf">For a guest, the one party that it may enter.</param>
public sealed record Account(
    AccountId Id,
    string? Email,
    string FirstName,
    string LastName,
    bool IsVerified,
    bool IsAdministrator,
    PartyId? GuestOf,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastLoginAt)
{
    public bool IsGuest => GuestOf is not null;
}

/// <summary>Who watches: an account has one to five.</summary>
/// <param name="ContentRating">The strictest rating that it may see, <c>G</c> to <c>NC-17</c>.</param>
public sealed record Profile(
    ProfileId Id,
    AccountId Account,
    string Name,
    string? AvatarUrl,
    AgeCategory AgeCategory,
    string ContentRating,
    bool IsDefault,
    bool HasPin,
    DateTimeOffset CreatedAt);

public enum AgeCategory
{
    Adult,
    Teen,
    Child,
}
