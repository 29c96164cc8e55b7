using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Doors.Shared.OpenApi;

namespace Matinee.Doors.PlayerStatus;

// The shapes of this door. On its hot path nothing is bound to them: StatusFields reads a report by hand and StatusText writes
// statuses as pieces of text. The document is made from them, and each answer of a test is held to that.

internal sealed record ReportBody([property: Required] string UserId, [property: Required] string RoomCode, bool? IsHost, ReportedContentBody? Content, ReportedPlayerBody? Player);

/// <param name="TmdbId">Comes back as the number or string that it was.</param>
internal sealed record ReportedContentBody(
    string? Title,
    string? Type,
    [property: JsonTypes("number", "string", "null")] JsonElement? TmdbId,
    double? SeasonNumber,
    double? EpisodeNumber,
    double? SeasonId,
    double? EpisodeId);

internal sealed record ReportedPlayerBody(
    bool? IsPlaying,
    bool? IsPaused,
    bool? IsLoading,
    bool? HasPlayedOnce,
    double? Time,
    double? Duration,
    double? Volume,
    double? PlaybackRate,
    double? Buffered);

internal sealed record ReportedWire(bool Success, long Timestamp);

/// <param name="UserId">With <paramref name="Statuses"/> where one user was asked for.</param>
/// <param name="Users">Where the whole room was.</param>
internal sealed record StatusesWire(
    string RoomCode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UserId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<StatusWire>? Statuses,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, IReadOnlyList<StatusWire>>? Users);

internal sealed record StatusWire(string UserId, string RoomCode, bool IsHost, ContentWire Content, PlayerWire Player, long Timestamp);

internal sealed record ContentWire(
    string Title,
    string Type,
    [property: JsonTypes("number", "string", "null")] JsonElement? TmdbId,
    double? SeasonNumber,
    double? EpisodeNumber,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? SeasonId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? EpisodeId);

/// <param name="Time">Seconds, as are the duration and what is buffered.</param>
/// <param name="Volume">0 to 1.</param>
internal sealed record PlayerWire(
    bool IsPlaying,
    bool IsPaused,
    bool IsLoading,
    bool HasPlayedOnce,
    double Time,
    double Duration,
    double Volume,
    double PlaybackRate,
    double Buffered);
