using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Matinee.Doors.PlayerStatus;

/// <summary>Strings between their quotes in JSON: checked, and never decoded unless they must be.</summary>
internal static class JsonText
{
    // UTF-16 units, as the clients' own language counts.
    public const int Longest = 256;

    /// <summary>The string under the reader, ready to stand between quotes again; null when it is no text or too long.</summary>
    public static ReadOnlySpan<byte> Take(scoped ref Utf8JsonReader reader, out bool isText)
    {
        if (reader.ValueIsEscaped) return Encoded(ref reader, out isText);
        var raw = reader.ValueSpan;
        isText = Utf8.IsValid(raw) && (raw.Length <= Longest || Encoding.UTF8.GetCharCount(raw) <= Longest);
        return raw;
    }

    public static string Decode(ReadOnlySpan<byte> text) =>
        text.Contains((byte)'\\') ? JsonSerializer.Deserialize<string>([(byte)'"', .. text, (byte)'"'])! : Encoding.UTF8.GetString(text);

    public static byte[] Encode(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();

    private static ReadOnlySpan<byte> Encoded(scoped ref Utf8JsonReader reader, out bool isText)
    {
        try
        {
            var text = reader.GetString()!;

            // As at every door, no text with U+0000 gets in.
            isText = text.Length <= Longest && !text.Contains('\0');
            return isText ? Encode(text) : [];
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            isText = false;
            return [];
        }
    }
}
