namespace Matinee.Domain.Progress;

/// <summary>Whose progress it is: an account's id, or what a configured issuer calls its user. Opaque.</summary>
public readonly record struct ProgressOwner(string Value)
{
    public override string ToString() => Value;
}

/// <summary>What was watched, as the client names it. Opaque.</summary>
public readonly record struct ProgressTitle(string Value)
{
    public override string ToString() => Value;
}

/// <param name="Position">Seconds, finite and not negative.</param>
public sealed record SavedProgress(ProgressTitle Title, double Position, DateTimeOffset UpdatedAt);
