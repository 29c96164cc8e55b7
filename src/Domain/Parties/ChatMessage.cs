using Matinee.Domain.Kernel;

namespace Matinee.Domain.Parties;

/// <summary>Who speaks, as it was when they spoke.</summary>
public sealed record Author(ProfileId Profile, string Name, string? Avatar);

/// <param name="Ordinal">Orders the messages of a party: microseconds since 1970, made unique by the writer.</param>
/// <param name="VideoPosition">Seconds into the film when it was written; null where the client did not say.</param>
/// <param name="ClientId">The client's own id: posting it again answers with the first message.</param>
public sealed record ChatMessage(
    MessageId Id, PartyId Party, long Ordinal, Author Author, string Text, double? VideoPosition, string? ClientId)
{
    public DateTimeOffset CreatedAt => DateTimeOffset.UnixEpoch.AddMicroseconds(Ordinal);
}

/// <param name="X">0 (left) to 1.</param>
/// <param name="Y">0 (top) to 1.</param>
public sealed record Reaction(string Id, Author Author, string Emoji, double X, double Y, double? VideoPosition, DateTimeOffset CreatedAt);
