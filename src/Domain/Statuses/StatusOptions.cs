namespace Matinee.Domain.Statuses;

/// <summary>How much the board keeps; configuration <c>Matinee:PlayerStatus</c>. Beyond any of the bounds what was silent longest goes.</summary>
public sealed record StatusOptions
{
    /// <summary>How long a status counts after it was sent.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>Newest statuses kept of a user in a room.</summary>
    public const int MostOfUser = 5;

    public int MostRooms { get; init; } = 200_000;

    public int MostUsersOfRoom { get; init; } = 200;

    /// <summary>All rooms together, as they stand in memory.</summary>
    public long MostBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Whether there are other nodes to tell.</summary>
    public bool IsReplicated { get; init; }
}
