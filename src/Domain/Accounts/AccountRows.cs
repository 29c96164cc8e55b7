using Matinee.Domain.Kernel;

namespace Matinee.Domain.Accounts;

internal sealed class AccountRow
{
    public string Id { get; init; } = "";

    public string? Email { get; init; }

    public string? PasswordHash { get; init; }

    public string FirstName { get; init; } = "";

    public string LastName { get; init; } = "";

    public long IsVerified { get; init; }

    public long IsAdministrator { get; init; }

    public string? GuestOf { get; init; }

    public long CreatedAt { get; init; }

    public long? LastLoginAt { get; init; }

    public Account ToAccount() =>
        new(
            new AccountId(Id),
            Email,
            FirstName,
            LastName,
            IsVerified != 0,
            IsAdministrator != 0,
            GuestOf is null ? null : new PartyId(GuestOf),
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            LastLoginAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
}

internal sealed class ProfileRow
{
    public string Id { get; init; } = "";

    public string AccountId { get; init; } = "";

    public string Name { get; init; } = "";

    public string? AvatarUrl { get; init; }

    public string AgeCategory { get; init; } = "";

    public string ContentRating { get; init; } = "";

    public string? PinHash { get; init; }

    public long IsDefault { get; init; }

    public long CreatedAt { get; init; }

    public Profile ToProfile() =>
        new(
            new ProfileId(Id),
            new AccountId(AccountId),
            Name,
            AvatarUrl,
            Enum.Parse<AgeCategory>(AgeCategory),
            ContentRating,
            IsDefault != 0,
            PinHash is not null,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt));
}

/// <summary>What the database knows of a login that a token names.</summary>
internal sealed class LoginStanding
{
    public string AccountId { get; init; } = "";

    public long IsAdministrator { get; init; }

    public string? GuestOf { get; init; }
}

internal sealed class RefreshTokenRow
{
    public string LoginId { get; init; } = "";

    public string AccountId { get; init; } = "";

    public string ProfileId { get; init; } = "";

    public long ExpiresAt { get; init; }

    public long? EndedAt { get; init; }
}
