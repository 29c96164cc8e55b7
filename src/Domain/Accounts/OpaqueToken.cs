using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Matinee.Domain.Accounts;

/// <summary>Secrets that are random enough to be stored under a plain SHA-256: refresh tokens and the set-up code.</summary>
internal static class OpaqueToken
{
    // Without 0 O 1 I L: the code is read from a log and typed.
    private const string CodeAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int CodeCharacters = 16;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>79 bits as <c>XXXX-XXXX-XXXX-XXXX</c>.</summary>
    public static string NewCode()
    {
        var characters = RandomNumberGenerator.GetString(CodeAlphabet, CodeCharacters);
        return string.Join('-', characters.Chunk(4).Select(group => new string(group)));
    }

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>As typed by a person: case, spaces and hyphens do not matter.</summary>
    public static string HashOfCode(string code) =>
        Hash(new string([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]));
}
