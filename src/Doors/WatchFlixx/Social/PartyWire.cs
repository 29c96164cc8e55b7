using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Matinee.Domain.Parties;

namespace Matinee.Doors.WatchFlixx.Social;

// The document's shapes of parties, and beside them what our own clients need to follow the film exactly. Positions are
// seconds; serverTime, effectiveAt and until are milliseconds on the server's clock.

internal sealed record PersonWire(string ProfileId, string Name, string? Avatar = null)
{
    public static PersonWire Of(Author author) => new(author.Profile.Value, author.Name, author.Avatar);

    public static PersonWire Of(Member member) => new(member.Id.Value, member.Name, member.Avatar);
}

internal sealed record ConnectionWire([property: AllowedValues("good", "fair", "poor")] string Quality, double Latency)
{
    public static ConnectionWire? Of(TimeSpan? roundTrip) => ConnectionQuality.Of(roundTrip) is { } quality
        ? new ConnectionWire(QualityName(quality), Math.Round(roundTrip!.Value.TotalMilliseconds, 1))
        : null;

    private static string QualityName(ConnectionClass quality) => quality switch
    {
        ConnectionClass.Good => "good",
        ConnectionClass.Fair => "fair",
        ConnectionClass.Poor => "poor",
    };
}

internal sealed record MemberWire(
    string ProfileId, string Name, string? Avatar, [property: AllowedValues("HOST", "MODERATOR", "MEMBER")] string Role, DateTimeOffset JoinedAt, bool IsOnline, bool IsGuest, ConnectionWire? Connection)
{
    public static MemberWire Of(Member member) => new(
        member.Id.Value, member.Name, member.Avatar, RoleName(member.Role), member.JoinedAt, member.IsOnline, member.IsGuest,
        ConnectionWire.Of(member.Latency));

    public static string RoleName(PartyRole role) => role switch
    {
        PartyRole.Host => "HOST",
        PartyRole.Moderator => "MODERATOR",
        PartyRole.Member => "MEMBER",
    };
}

/// <param name="Id">Empty where no film of the library is shown.</param>
internal sealed record ContentWire(string Id, string Title, string? PosterUrl, string Type, double? Duration);

/// <param name="WaitForBufferers">Whether the room ever waits: the policy as clients of before know it.</param>
internal sealed record SettingsWire(string LagPolicy, bool WaitForBufferers, bool GuestsAllowed)
{
    /// <summary>Shown where it is on: it is an addition that few parties use.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OpenStatusControl { get; init; }

    public static SettingsWire Of(PartySettings settings) => new(
        LagPolicyWire.NameOf(settings.LagPolicy), settings.LagPolicy.Waits(), settings.GuestsAllowed)
    {
        OpenStatusControl = settings.OpenStatusControl,
    };
}

/// <param name="From">Where party:undo_seek leads.</param>
internal sealed record UndoWire(PersonWire By, double From, double Until);

internal sealed record HoldWire(IReadOnlyList<PersonWire> WaitingFor, double Until);

/// <summary>The timeline: for server time t before effectiveAt the film stands at timestamp, from then on it runs while isPlaying.</summary>
internal sealed record PlaybackWire(
    double Timestamp, bool IsPlaying, double PlaybackRate, double ServerTime, double EffectiveAt, long Epoch, long Seq, PersonWire? Actor, HoldWire? Hold,
    UndoWire? Undo)
{
    /// <summary>Set on a seek only: the document's name for isPlaying there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? WasPlaying { get; init; }

    /// <summary>The timeline as a command set it.</summary>
    public static PlaybackWire AsSet(Party party, DateTimeOffset now) => AsSet(party, party.Playback, party.Epoch, now);

    public static PlaybackWire AsSet(Party party, Playback playback, long epoch, DateTimeOffset now) => new(
        playback.Position,
        playback.IsPlaying,
        playback.Rate,
        ServerClock.ToMilliseconds(now),
        ServerClock.ToMilliseconds(playback.At),
        epoch,
        playback.Seq,
        playback.Actor is { } actor && party.Members.TryGetValue(actor, out var member) ? PersonWire.Of(member) : null,
        playback.Hold is { } hold
            ? new HoldWire(
                [.. hold.WaitingFor.Where(party.Members.ContainsKey).Select(id => PersonWire.Of(party.Members[id]))],
                ServerClock.ToMilliseconds(hold.Until))
            : null,
        playback.Undo is { } undo && undo.Until > now
            ? new UndoWire(PersonWire.Of(undo.By), undo.From, ServerClock.ToMilliseconds(undo.Until))
            : null);

    /// <summary>
    /// The same timeline told from where the film is now, for clients that only read the timestamp; one that starts in the
    /// future stays as it was set.
    /// </summary>
    public static PlaybackWire AsOf(Party party, DateTimeOffset now)
    {
        var set = AsSet(party, now);
        return party.Playback.IsPlaying && party.Playback.At > now
            ? set
            : set with { Timestamp = party.Playback.PositionAt(now, party.Content.Duration), EffectiveAt = set.ServerTime };
    }
}

internal sealed record PartyWire(
    string Id,
    string PartyCode,
    string InviteUrl,
    [property: AllowedValues("WAITING", "ACTIVE", "PAUSED", "ENDED")] string Status,
    PersonWire? Host,
    IReadOnlyList<MemberWire> Members,
    ContentWire Content,
    object? Episode,
    double CurrentPosition,
    bool IsPlaying,
    int MaxMembers,
    int CurrentMembers,
    bool IsPublic,
    DateTimeOffset CreatedAt,
    SettingsWire Settings,
    PlaybackWire Playback)
{
    public static PartyWire Of(Party party, string publicUrl, string? posterUrl, DateTimeOffset now)
    {
        var playback = PlaybackWire.AsOf(party, now);
        return new PartyWire(
            party.Id.Value,
            party.Code,
            $"{publicUrl}/join/{party.Code}",
            StatusName(party.Status),
            party.Host is { } host ? PersonWire.Of(host) : null,
            [.. party.MembersInOrder.Select(MemberWire.Of)],
            new ContentWire(party.Content.Video?.Value ?? "", party.Content.Title, posterUrl, "MOVIE", party.Content.Duration),
            Episode: null,
            playback.Timestamp,
            playback.IsPlaying,
            party.MaxMembers,
            party.Members.Count,
            party.IsPublic,
            party.CreatedAt,
            SettingsWire.Of(party.Settings),
            playback);
    }

    public static string StatusName(PartyStatus status) => status switch
    {
        PartyStatus.Waiting => "WAITING",
        PartyStatus.Active => "ACTIVE",
        PartyStatus.Paused => "PAUSED",
        PartyStatus.Ended => "ENDED",
    };
}

/// <summary>timestamp and videoTimestamp are both the second of the film; the document uses either.</summary>
internal sealed record MessageWire(
    string Id, PersonWire User, string Message, double? Timestamp, double? VideoTimestamp, DateTimeOffset CreatedAt, string? ClientMessageId)
{
    public static MessageWire Of(ChatMessage message) => new(
        message.Id.Value, PersonWire.Of(message.Author), message.Text, message.VideoPosition, message.VideoPosition, message.CreatedAt, message.ClientId);
}

internal sealed record PointWire(double X, double Y);

internal sealed record ReactionWire(
    string Id, PersonWire User, string Emoji, PointWire Position, double? Timestamp, double? VideoTimestamp, DateTimeOffset CreatedAt)
{
    public static ReactionWire Of(Reaction reaction) => new(
        reaction.Id, PersonWire.Of(reaction.Author), reaction.Emoji, new PointWire(reaction.X, reaction.Y), reaction.VideoPosition,
        reaction.VideoPosition, reaction.CreatedAt);
}
