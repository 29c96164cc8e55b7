using Matinee.Domain.Accounts;

namespace Matinee.Doors.WatchParty.Auth;

/// <summary>The document's User.</summary>
/// <param name="Email">Empty for a guest.</param>
internal sealed record UserWire(
    string Id,
    string Email,
    string FirstName,
    string LastName,
    string FullName,
    string? Avatar,
    bool IsPremium,
    DateTimeOffset? SubscriptionExpires,
    bool IsSubscriptionActive,
    DateTimeOffset DateJoined,
    DateTimeOffset? LastLogin,
    bool IsStaff,
    bool IsSuperuser,
    [property: System.Text.Json.Serialization.JsonPropertyName("isVerified")] bool IsVerified,
    bool OnboardingCompleted)
{
    public static UserWire Of(Account account, Profile profile) =>
        new(
            account.Id.Value,
            account.Email ?? "",
            account.FirstName,
            account.LastName,
            $"{account.FirstName} {account.LastName}".TrimEnd(),
            profile.AvatarUrl,
            IsPremium: false,
            SubscriptionExpires: null,
            IsSubscriptionActive: false,
            account.CreatedAt,
            account.LastLoginAt,
            account.IsAdministrator,
            account.IsAdministrator,
            account.IsVerified,
            OnboardingCompleted: true);
}
