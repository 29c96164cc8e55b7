using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Matinee.Domain.Accounts;

/// <summary>
/// Compact JWS (RFC 7515) with HMAC SHA-256 and nothing else. The key decides the algorithm: a token that names another one,
/// or <c>none</c>, or a critical extension, is refused.
/// </summary>
internal static class Jws
{
    /// <summary>Ours have about 450 characters; what is much longer is not worth a hash.</summary>
    private const int MostCharacters = 4096;

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    public static string Sign(ReadOnlySpan<byte> payload, byte[] key)
    {
        var signed = $"{Header}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>True with the payload when the token was signed with the key.</summary>
    public static bool TryVerify(string token, byte[] key, [NotNullWhen(true)] out byte[]? payload)
    {
        payload = null;
        if (token.Length > MostCharacters || !Ascii.IsValid(token)) return false;
        var parts = token.Split('.');
        if (parts.Length != 3 || !TryDecode(parts[2], out var signature)) return false;
        var expected = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(token, 0, parts[0].Length + 1 + parts[1].Length));
        return CryptographicOperations.FixedTimeEquals(expected, signature)
            && TryDecode(parts[0], out var header)
            && IsOurs(header)
            && TryDecode(parts[1], out payload);
    }

    private static bool IsOurs(byte[] header)
    {
        try
        {
            using var document = JsonDocument.Parse(header);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("alg", out var algorithm)
                && algorithm.ValueKind == JsonValueKind.String
                && algorithm.ValueEquals("HS256")
                && !document.RootElement.TryGetProperty("crit", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        // Base64Url of the framework takes padding and white space; RFC 7515, 2, does not.
        bytes = text.AsSpan().ContainsAny(" \t\r\n=") || !Base64Url.IsValid(text) ? null : Base64Url.DecodeFromChars(text);
        return bytes is not null;
    }
}
