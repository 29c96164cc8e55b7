using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Matinee.Doors.PlayerStatus;

/// <summary>
/// The fields of a status as slices of the body that they were read from. An empty slice was not sent (or sent as null). Each
/// reading method answers what is wrong, or null.
/// </summary>
internal ref struct StatusFields
{
    private const double FastestRate = 16;

    public ReadOnlySpan<byte> UserId;
    public ReadOnlySpan<byte> RoomCode;
    public bool IsHost;

    public ReadOnlySpan<byte> Title;
    public ReadOnlySpan<byte> Type;
    /// <summary>With its quotes when it is a string.</summary>
    public ReadOnlySpan<byte> TmdbId;
    public bool TmdbIsText;
    public ReadOnlySpan<byte> SeasonNumber;
    public ReadOnlySpan<byte> EpisodeNumber;
    public ReadOnlySpan<byte> SeasonId;
    public ReadOnlySpan<byte> EpisodeId;

    public bool HasPlayer;
    public bool IsPlaying;
    public bool IsPaused;
    public bool IsLoading;
    public bool HasPlayedOnce;
    public double TimeSeconds;

    /// <summary>0 when it was not sent.</summary>
    public double Rate;
    public ReadOnlySpan<byte> Time;
    public ReadOnlySpan<byte> Duration;
    public ReadOnlySpan<byte> Volume;
    public ReadOnlySpan<byte> PlaybackRate;
    public ReadOnlySpan<byte> Buffered;

    // Title and type may be empty strings, which are not the same as unset.
    public bool HasTitle;
    public bool HasType;

    private int seen;

    private enum Bounds
    {
        Any,
        NotNegative,
        Share,
        Rate,
    }

    public string? Read(scoped ref Utf8JsonReader reader)
    {
        string? fault = null;
        while (fault is null && Next(ref reader))
        {
            if (reader.ValueTextEquals("userId"u8)) fault = ReadText(ref reader, 0, "userId", ref UserId, out _);
            else if (reader.ValueTextEquals("roomCode"u8)) fault = ReadText(ref reader, 1, "roomCode", ref RoomCode, out _);
            else if (reader.ValueTextEquals("isHost"u8)) fault = ReadFlag(ref reader, 2, "isHost", ref IsHost);
            else if (reader.ValueTextEquals("content"u8)) fault = Enter(ref reader, 3, "content", out var isThere) ?? (isThere ? ReadContent(ref reader) : null);
            else if (reader.ValueTextEquals("player"u8)) fault = Enter(ref reader, 4, "player", out HasPlayer) ?? (HasPlayer ? ReadPlayer(ref reader) : null);
            else reader.Skip();
        }

        return fault ?? (UserId.IsEmpty ? "userId is required." : RoomCode.IsEmpty ? "roomCode is required." : null);
    }

    private string? ReadContent(scoped ref Utf8JsonReader reader)
    {
        string? fault = null;
        while (fault is null && Next(ref reader))
        {
            if (reader.ValueTextEquals("title"u8)) fault = ReadText(ref reader, 5, "content.title", ref Title, out HasTitle);
            else if (reader.ValueTextEquals("type"u8)) fault = ReadText(ref reader, 6, "content.type", ref Type, out HasType);
            else if (reader.ValueTextEquals("tmdbId"u8)) fault = ReadTmdbId(ref reader);
            else if (reader.ValueTextEquals("seasonNumber"u8)) fault = ReadNumber(ref reader, 8, "content.seasonNumber", Bounds.Any, ref SeasonNumber, out _);
            else if (reader.ValueTextEquals("episodeNumber"u8)) fault = ReadNumber(ref reader, 9, "content.episodeNumber", Bounds.Any, ref EpisodeNumber, out _);
            else if (reader.ValueTextEquals("seasonId"u8)) fault = ReadNumber(ref reader, 10, "content.seasonId", Bounds.Any, ref SeasonId, out _);
            else if (reader.ValueTextEquals("episodeId"u8)) fault = ReadNumber(ref reader, 11, "content.episodeId", Bounds.Any, ref EpisodeId, out _);
            else reader.Skip();
        }

        return fault;
    }

    private string? ReadPlayer(scoped ref Utf8JsonReader reader)
    {
        string? fault = null;
        while (fault is null && Next(ref reader))
        {
            if (reader.ValueTextEquals("isPlaying"u8)) fault = ReadFlag(ref reader, 12, "player.isPlaying", ref IsPlaying);
            else if (reader.ValueTextEquals("isPaused"u8)) fault = ReadFlag(ref reader, 13, "player.isPaused", ref IsPaused);
            else if (reader.ValueTextEquals("isLoading"u8)) fault = ReadFlag(ref reader, 14, "player.isLoading", ref IsLoading);
            else if (reader.ValueTextEquals("hasPlayedOnce"u8)) fault = ReadFlag(ref reader, 15, "player.hasPlayedOnce", ref HasPlayedOnce);
            else if (reader.ValueTextEquals("time"u8)) fault = ReadNumber(ref reader, 16, "player.time", Bounds.NotNegative, ref Time, out TimeSeconds);
            else if (reader.ValueTextEquals("duration"u8)) fault = ReadNumber(ref reader, 17, "player.duration", Bounds.NotNegative, ref Duration, out _);
            else if (reader.ValueTextEquals("volume"u8)) fault = ReadNumber(ref reader, 18, "player.volume", Bounds.Share, ref Volume, out _);
            else if (reader.ValueTextEquals("playbackRate"u8)) fault = ReadNumber(ref reader, 19, "player.playbackRate", Bounds.Rate, ref PlaybackRate, out Rate);
            else if (reader.ValueTextEquals("buffered"u8)) fault = ReadNumber(ref reader, 20, "player.buffered", Bounds.NotNegative, ref Buffered, out _);
            else reader.Skip();
        }

        return fault;
    }

    private static bool Next(scoped ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Goes to the field's value; a name that stands twice is a fault.</summary>
    private string? Begin(scoped ref Utf8JsonReader reader, int field, string name)
    {
        var bit = 1 << field;
        var fault = (seen & bit) != 0 ? $"{name} stands twice." : null;
        seen |= bit;
        reader.Read();
        return fault;
    }

    private string? Enter(scoped ref Utf8JsonReader reader, int field, string name, out bool isThere)
    {
        var fault = Begin(ref reader, field, name);
        isThere = reader.TokenType == JsonTokenType.StartObject;
        return fault ?? (isThere || reader.TokenType == JsonTokenType.Null ? null : $"{name} must be an object.");
    }

    private string? ReadFlag(scoped ref Utf8JsonReader reader, int field, string name, ref bool value)
    {
        if (Begin(ref reader, field, name) is { } fault) return fault;
        value = reader.TokenType == JsonTokenType.True;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null ? null : $"{name} must be true or false.";
    }

    private string? ReadText(scoped ref Utf8JsonReader reader, int field, string name, ref ReadOnlySpan<byte> value, out bool isThere)
    {
        var fault = Begin(ref reader, field, name);
        isThere = reader.TokenType == JsonTokenType.String;
        if (fault is not null || reader.TokenType == JsonTokenType.Null) return fault;
        if (!isThere) return $"{name} must be a string.";
        value = JsonText.Take(ref reader, out var isText);
        return isText ? null : $"{name} must be text of at most {JsonText.Longest} characters.";
    }

    private string? ReadTmdbId(scoped ref Utf8JsonReader reader)
    {
        const string Name = "content.tmdbId";
        if (Begin(ref reader, 7, Name) is { } fault) return fault;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number:
                return Number(ref reader, Name, Bounds.Any, ref TmdbId, out _);
            case JsonTokenType.String:
                TmdbId = JsonText.Take(ref reader, out var isText);
                TmdbIsText = true;
                return isText ? null : $"{Name} must be text of at most {JsonText.Longest} characters.";
            default:
                return $"{Name} must be a number or a string.";
        }
    }

    private string? ReadNumber(scoped ref Utf8JsonReader reader, int field, string name, Bounds bounds, ref ReadOnlySpan<byte> raw, out double value)
    {
        value = 0;
        if (Begin(ref reader, field, name) is { } fault) return fault;
        if (reader.TokenType == JsonTokenType.Null) return null;
        return reader.TokenType == JsonTokenType.Number ? Number(ref reader, name, bounds, ref raw, out value) : $"{name} must be a number.";
    }

    private static string? Number(scoped ref Utf8JsonReader reader, string name, Bounds bounds, ref ReadOnlySpan<byte> raw, out double value)
    {
        if (!reader.TryGetDouble(out value) || !double.IsFinite(value)) return $"{name} must be a finite number.";
        var fault = bounds switch
        {
            Bounds.NotNegative when value < 0 => $"{name} must not be negative.",
            Bounds.Share when value is < 0 or > 1 => $"{name} must be from 0 to 1.",
            Bounds.Rate when value is <= 0 or > FastestRate => $"{name} must be above 0 and at most {FastestRate}.",
            _ => null,
        };

        // A number of a thousand digits is no more exact than the one that clients read.
        raw = StatusBody.IsShort(reader.ValueSpan) ? reader.ValueSpan : Encoding.ASCII.GetBytes(value.ToString("R", CultureInfo.InvariantCulture));
        return fault;
    }
}
