using Matinee.Domain.Kernel;

namespace Matinee.Domain.Accounts;

/// <summary>Who is asking, as an access token says it and the database confirmed.</summary>
/// <param name="Profile">The profile that the token carries; the account's default one unless it was switched.</param>
/// <param name="GuestOf">For a guest, the one party that the token is good for; null for an account.</param>
public sealed record Caller(AccountId Account, ProfileId Profile, LoginId Login, bool IsAdministrator, PartyId? GuestOf)
{
    /// <summary>When the token that it came with expires; a connection that outlives it is closed.</summary>
    public DateTimeOffset TokenExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    public bool IsGuest => GuestOf is not null;
}
