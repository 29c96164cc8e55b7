using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>
/// Where the state of live parties is kept. For one party, updates happen one after the other, on whatever node they are
/// asked for; each sees the state that the one before it left; their news go out in that order.
/// </summary>
internal interface IPartyStates
{
    /// <summary>Makes a new party known. It is on disk when the task completes.</summary>
    Task AddAsync(Party party, IReadOnlyList<PartyEvent> events, string? origin);

    /// <summary>
    /// Runs <paramref name="decide"/> on the present state, keeps what it decided, publishes the events as
    /// <see cref="PartyNews"/> and completes when they are on disk. A refusal changes nothing. An unknown party is NotFound.
    /// </summary>
    Task<Outcome<Decision>> UpdateAsync(PartyId id, string? origin, Func<Party, Outcome<Decision>> decide);

    /// <summary>The present state; an ended party as it ended; null when there never was one.</summary>
    ValueTask<Party?> FindAsync(PartyId id);

    /// <summary>Publishes something that passes by without changing the state.</summary>
    ValueTask PublishAsync(Party party, string? origin, PartyEvent passing);

    /// <summary>Parties whose film runs on this node now.</summary>
    IReadOnlyList<PartyId> Playing { get; }

    /// <summary>Parties that a node changed: what it left undone when it was lost, it left in these.</summary>
    ValueTask<IReadOnlyList<PartyId>> ChangedByAsync(string node);
}
