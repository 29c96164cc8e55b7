using System.Text;
using System.Text.Json;
using Matinee.Doors.Shared;

namespace Matinee.Doors.ResumeProgress;

/// <summary>
/// The body of a save, read by hand: every fault of it becomes an issue, in the order of the fields, and what is right in it
/// costs two strings. A name that stands twice is a fault: which of the two was meant?
/// </summary>
internal sealed class ProgressBody
{
    // UTF-16 units: what the index of a database takes of two ids together.
    private const int LongestId = 256;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = DoorJson.MaxDepth };

    private readonly List<ZodIssue> issues = [];

    private ProgressBody()
    {
    }

    public string ClerkId { get; private set; } = "";

    public string TmdbId { get; private set; } = "";

    /// <summary>Seconds.</summary>
    public double CurrentTime { get; private set; }

    public IReadOnlyList<ZodIssue> Issues => issues;

    public static ProgressBody Read(ReadOnlySpan<byte> bytes)
    {
        var body = new ProgressBody();
        var text = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        try
        {
            body.ReadObject(text);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            // The second: an escape or bytes that are no text.
            body.Malformed("The body is not valid JSON.");
        }

        return body;
    }

    private void ReadObject(ReadOnlySpan<byte> text)
    {
        if (text.Trim(" \t\r\n"u8).IsEmpty)
        {
            issues.Add(new ZodIssue("invalid_type", "object", "undefined", [], "Required"));
            return;
        }

        var reader = new Utf8JsonReader(text, Strict);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var received = TypeName(reader.TokenType);
            reader.Skip();
            ExpectEnd(ref reader);
            issues.Add(new ZodIssue("invalid_type", "object", received, [], $"Expected object, received {received}"));
            return;
        }

        ZodIssue? clerkFault = Missing("clerkId", "string"), tmdbFault = Missing("tmdbId", "string"), timeFault = Missing("currentTime", "number");
        bool hasClerk = false, hasTmdb = false, hasTime = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("clerkId"u8)) (ClerkId, clerkFault) = Id(ref reader, "clerkId", ref hasClerk);
            else if (reader.ValueTextEquals("tmdbId"u8)) (TmdbId, tmdbFault) = Id(ref reader, "tmdbId", ref hasTmdb);
            else if (reader.ValueTextEquals("currentTime"u8)) (CurrentTime, timeFault) = Time(ref reader, ref hasTime);
            else reader.Skip();
        }

        ExpectEnd(ref reader);
        foreach (var fault in new[] { clerkFault, tmdbFault, timeFault })
        {
            if (fault is not null) issues.Add(fault);
        }
    }

    private static void ExpectEnd(ref Utf8JsonReader reader)
    {
        if (reader.Read()) throw new JsonException("Something stands behind the value.");
    }

    private static (string Id, ZodIssue? Fault) Id(ref Utf8JsonReader reader, string field, ref bool isThere)
    {
        Begin(ref reader, field, ref isThere);
        if (reader.TokenType != JsonTokenType.String) return ("", WrongType(ref reader, field, "string"));
        var id = reader.GetString()!;
        ZodIssue? fault = id switch
        {
            "" => new("too_small", "string", "string", [field], "String must contain at least 1 character(s)", Minimum: 1, Type: "string", Inclusive: true, Exact: false),
            { Length: > LongestId } => new(
                "too_big", "string", "string", [field], $"String must contain at most {LongestId} character(s)", Maximum: LongestId, Type: "string", Inclusive: true, Exact: false),
            _ when id.Contains('\0') => new("custom", "string", "string", [field], "String must not contain U+0000"),
            _ => null,
        };
        return (id, fault);
    }

    private static (double Time, ZodIssue? Fault) Time(ref Utf8JsonReader reader, ref bool isThere)
    {
        const string Field = "currentTime";
        Begin(ref reader, Field, ref isThere);
        if (reader.TokenType != JsonTokenType.Number) return (0, WrongType(ref reader, Field, "number"));
        ZodIssue? fault = null;
        if (!reader.TryGetDouble(out var time) || !double.IsFinite(time))
            fault = new("not_finite", "number", "infinity", [Field], "Number must be finite");
        else if (time < 0)
            fault = new("too_small", "number", "number", [Field], "Number must be greater than or equal to 0", Minimum: 0, Type: "number", Inclusive: true, Exact: false);

        // Minus zero is zero.
        return (time == 0 ? 0 : time, fault);
    }

    private static void Begin(ref Utf8JsonReader reader, string field, ref bool isThere)
    {
        if (isThere) throw new JsonException($"{field} stands twice.");
        isThere = true;
        reader.Read();
    }

    private static ZodIssue WrongType(ref Utf8JsonReader reader, string field, string expected)
    {
        var received = TypeName(reader.TokenType);
        reader.Skip();
        return new ZodIssue("invalid_type", expected, received, [field], $"Expected {expected}, received {received}");
    }

    private static ZodIssue Missing(string field, string expected) => new("invalid_type", expected, "undefined", [field], "Required");

    private void Malformed(string message)
    {
        issues.Clear();
        issues.Add(new ZodIssue("custom", "object", "unknown", [], message));
    }

    private static string TypeName(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        JsonTokenType.True or JsonTokenType.False => "boolean",
        _ => "null",
    };
}
