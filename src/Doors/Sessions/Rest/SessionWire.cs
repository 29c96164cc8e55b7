using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Matinee.Domain.Parties;

namespace Matinee.Doors.Sessions.Rest;

internal sealed record CreateSessionBody([property: Required] string? Name, [property: Required] string? Password);

internal sealed record JoinSessionBody([property: Required] string? SessionId, [property: Required] string? Password);

internal sealed record HealthWire(string Status);

internal sealed record CreatedSessionWire(string Id, string Name, string ShareUrl, string Token, IReadOnlyList<IceServerWire> IceServers);

internal sealed record JoinedSessionWire(string Id, string Name, string Token, IReadOnlyList<IceServerWire> IceServers);

/// <param name="HostId">Of an empty session the one who made it, who is host again on coming back.</param>
/// <param name="CreatedAt">RFC 3339 in UTC, to the second.</param>
internal sealed record SessionWire(
    string Id, string Name, string HostId, IReadOnlyList<string> Participants, int MaxParticipants, string CreatedAt, string ExpiresAt)
{
    public static SessionWire Of(Party party) => new(
        party.Id.Value,
        party.Content.Title,
        party.Host?.Id.Value ?? party.Founder?.Value ?? "",
        [.. party.MembersInOrder.Select(member => member.Id.Value)],
        party.MaxMembers,
        Text(party.CreatedAt),
        Text(party.ExpiresAt ?? party.CreatedAt));

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
