using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>Who speaks, as it was when they spoke.</summary>
public sealed record Author(ProfileId Profile, string Name, string? Avatar);

/// <param name="Ordinal">
/// Milliseconds since 1970, which no other message of the party has: so the time of a message, as every wire shows it, is also
/// its place.
/// </param>
/// <param name="VideoPosition">Seconds into the film when it was written; null where the client did not say.</param>
/// <param name="ClientId">The client's own id: posting it again answers with the first message.</param>
public sealed record ChatMessage(
    MessageId Id, PartyId Party, long Ordinal, Author Author, string Text, double? VideoPosition, string? ClientId)
{
    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(Ordinal);
}

/// <param name="X">0 (left) to 1.</param>
/// <param name="Y">0 (top) to 1.</param>
public sealed record Reaction(string Id, Author Author, string Emoji, double X, double Y, double? VideoPosition, DateTimeOffset CreatedAt);
