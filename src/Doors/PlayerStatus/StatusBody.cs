using System.Text.Json;
using Matinee.Doors.Shared;

namespace Matinee.Doors.PlayerStatus;

/// <summary>
/// A status as a client sends it, checked and rendered again in one pass over its bytes. What is right is copied as it stands
/// (numbers to the digit), so that a client reads back what another one sent.
/// </summary>
internal sealed class StatusBody
{
    private const int LongestNumber = 24;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = DoorJson.MaxDepth };

    private StatusBody(string? fault) => Fault = fault;

    /// <summary>What is wrong, naming the field; null when nothing is.</summary>
    public string? Fault { get; private init; }

    public string User { get; private init; } = "";

    public string Room { get; private init; } = "";

    public bool IsHost { get; private init; }

    /// <summary>What stands before each status of this user in this room; see <see cref="StatusText"/>.</summary>
    public byte[] Label { get; private init; } = [];

    public byte[] Text { get; private init; } = [];

    /// <summary>Null when the body says nothing of the player.</summary>
    public PlayerState? Player { get; private init; }

    public static StatusBody Read(ReadOnlySpan<byte> bytes)
    {
        var text = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (text.Trim(" \t\r\n"u8).IsEmpty) return new StatusBody("A JSON body with userId and roomCode is required.");
        var fields = default(StatusFields);
        try
        {
            var reader = new Utf8JsonReader(text, Strict);
            reader.Read();
            var fault = reader.TokenType == JsonTokenType.StartObject ? fields.Read(ref reader) : "The body must be a JSON object.";
            if (fault is not null) return new StatusBody(fault);
            if (reader.Read()) return new StatusBody("The body is not valid JSON.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second: a name that is no text (half of a surrogate pair).
            return new StatusBody("The body is not valid JSON.");
        }

        return new StatusBody(fault: null)
        {
            User = JsonText.Decode(fields.UserId),
            Room = JsonText.Decode(fields.RoomCode),
            IsHost = fields.IsHost,
            Label = StatusText.Label(fields.UserId, fields.RoomCode),
            Text = StatusText.Render(ref fields),
            Player = fields.HasPlayer
                ? new PlayerState(fields.IsPlaying, fields.IsPaused, fields.IsLoading, fields.TimeSeconds, fields.Rate > 0 ? fields.Rate : null)
                : null,
        };
    }

    internal static bool IsShort(ReadOnlySpan<byte> number) => number.Length <= LongestNumber;
}

/// <param name="Time">Seconds.</param>
/// <param name="Rate">Seconds of film in a second; null when the player does not say.</param>
internal readonly record struct PlayerState(bool IsPlaying, bool IsPaused, bool IsLoading, double Time, double? Rate);
