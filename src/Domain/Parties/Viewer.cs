using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>Somebody who may take a seat: a profile of an account, or a guest.</summary>
/// <param name="GuestOf">For a guest, the one party that it may join.</param>
public sealed record Viewer(ProfileId Profile, AccountId Account, string Name, string? Avatar, PartyId? GuestOf);
