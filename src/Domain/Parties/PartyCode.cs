using System.Security.Cryptography;

namespace Matinee.Domain.Parties;

/// <summary>Six characters without look-alikes (no 0 O, 1 I L, 8 B, 2 Z, 5 S, U V): about 148 million codes.</summary>
public static class PartyCode
{
    public const int Length = 6;

    private const string Alphabet = "ACDEFGHJKMNPQRTWXY34679";

    public static string Generate() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Codes are typed by people: case and surrounding space do not count. Null when it can be no code.</summary>
    public static string? Normalize(string text)
    {
        var code = text.Trim().ToUpperInvariant();
        return code.Length == Length && code.All(char.IsAsciiLetterOrDigit) ? code : null;
    }
}
