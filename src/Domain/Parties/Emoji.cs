using System.Globalization;
using System.Text;

namespace Matinee.Domain.Parties;

internal static class Emoji
{
    /// <summary>The longest sequences in use (families with skin tones) have about 35 UTF-16 units.</summary>
    private const int LongestSequence = 40;

    /// <summary>True for exactly one grapheme that shows as a picture: a pictograph, a flag, or a keycap.</summary>
    public static bool IsOne(string text)
    {
        if (text.Length is 0 or > LongestSequence || new StringInfo(text).LengthInTextElements != 1) return false;
        return text.EnumerateRunes().Any(IsPicture);
    }

    /// <summary>Blocks of the Unicode standard that hold emoji; U+20E3 is the combining keycap, 1F1E6..1F1FF are flag letters.</summary>
    private static bool IsPicture(Rune rune) => rune.Value is
        (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2600 and <= 0x27BF) or (>= 0x2300 and <= 0x23FF) or (>= 0x2B00 and <= 0x2BFF)
        or (>= 0x2190 and <= 0x21FF) or (>= 0x25A0 and <= 0x25FF) or 0x20E3 or 0x203C or 0x2049 or 0x2122 or 0x2139
        or 0x3030 or 0x303D or 0x3297 or 0x3299 or 0x2934 or 0x2935 or 0xA9 or 0xAE;
}
