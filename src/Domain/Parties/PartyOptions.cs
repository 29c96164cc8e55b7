namespace Matinee.Domain.Parties;

/// <summary>The party's periods; configuration <c>Matinee:Party</c>.</summary>
public sealed record PartyOptions
{
    /// <summary>How long a seat is kept for a member whose last connection is gone.</summary>
    public TimeSpan SeatGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a party without members, or a seat that never connected, is kept.</summary>
    public TimeSpan EmptyEndsAfter { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How long the room waits for a viewer who lacks data.</summary>
    public TimeSpan HoldLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a viewer may lack data before the room waits.</summary>
    public TimeSpan StallGrace { get; init; } = TimeSpan.FromMilliseconds(500);
}
