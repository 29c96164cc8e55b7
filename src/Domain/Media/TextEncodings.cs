using System.Text;

namespace Matinee.Domain.Media;

/// <summary>Finds out how a subtitle file is written: Unicode by its mark or by being valid, else one of the code pages that such files have.</summary>
internal static class TextEncodings
{
    private const int Western = 1252;
    private const int Cyrillic = 1251;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null for what is no text.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        else if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode.GetString(bytes[2..]);
        else if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        else if (bytes.Contains((byte)0)) return OfUnmarkedUtf16(bytes);
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            var page = IsCyrillic(bytes) ? Cyrillic : Western;
            return CodePagesEncodingProvider.Instance.GetEncoding(page)!.GetString(bytes);
        }
    }

    /// <summary>Most of a subtitle file is ASCII, in digits at least: then every other byte is zero.</summary>
    private static string? OfUnmarkedUtf16(ReadOnlySpan<byte> bytes)
    {
        var zeros = (Even: 0, Odd: 0);
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] != 0) continue;
            zeros = at % 2 == 0 ? (zeros.Even + 1, zeros.Odd) : (zeros.Even, zeros.Odd + 1);
        }

        if (zeros.Odd > bytes.Length / 8 && zeros.Even < zeros.Odd / 8) return Encoding.Unicode.GetString(bytes);
        return zeros.Even > bytes.Length / 8 && zeros.Odd < zeros.Even / 8 ? Encoding.BigEndianUnicode.GetString(bytes) : null;
    }

    /// <summary>In Cyrillic nearly all letters are beyond ASCII; in a western language few are.</summary>
    private static bool IsCyrillic(ReadOnlySpan<byte> bytes)
    {
        var (letters, beyond) = (0, 0);
        foreach (var value in bytes)
        {
            if (char.IsAsciiLetter((char)value)) letters++;
            else if (value >= 0xC0) beyond++;
        }

        return beyond > letters;
    }
}
