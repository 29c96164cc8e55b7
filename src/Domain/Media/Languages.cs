using System.Globalization;

namespace Matinee.Domain.Media;

/// <summary>Languages as films tag them, ISO 639 of two or three letters, in the shortest form that RFC 5646 wants.</summary>
internal static class Languages
{
    public const string Unknown = "und";

    // Three letters as Matroska and MP4 have them, bibliographic ones included, for what films are mostly in.
    private static readonly Dictionary<string, (string Tag, string Name)> Known = new(StringComparer.Ordinal)
    {
        ["eng"] = ("en", "English"),
        ["fre"] = ("fr", "French"),
        ["fra"] = ("fr", "French"),
        ["ger"] = ("de", "German"),
        ["deu"] = ("de", "German"),
        ["spa"] = ("es", "Spanish"),
        ["ita"] = ("it", "Italian"),
        ["por"] = ("pt", "Portuguese"),
        ["dut"] = ("nl", "Dutch"),
        ["nld"] = ("nl", "Dutch"),
        ["swe"] = ("sv", "Swedish"),
        ["nor"] = ("no", "Norwegian"),
        ["nob"] = ("nb", "Norwegian"),
        ["dan"] = ("da", "Danish"),
        ["fin"] = ("fi", "Finnish"),
        ["ice"] = ("is", "Icelandic"),
        ["isl"] = ("is", "Icelandic"),
        ["pol"] = ("pl", "Polish"),
        ["cze"] = ("cs", "Czech"),
        ["ces"] = ("cs", "Czech"),
        ["slo"] = ("sk", "Slovak"),
        ["slk"] = ("sk", "Slovak"),
        ["slv"] = ("sl", "Slovenian"),
        ["hun"] = ("hu", "Hungarian"),
        ["rum"] = ("ro", "Romanian"),
        ["ron"] = ("ro", "Romanian"),
        ["bul"] = ("bg", "Bulgarian"),
        ["gre"] = ("el", "Greek"),
        ["ell"] = ("el", "Greek"),
        ["tur"] = ("tr", "Turkish"),
        ["rus"] = ("ru", "Russian"),
        ["ukr"] = ("uk", "Ukrainian"),
        ["srp"] = ("sr", "Serbian"),
        ["hrv"] = ("hr", "Croatian"),
        ["ara"] = ("ar", "Arabic"),
        ["heb"] = ("he", "Hebrew"),
        ["per"] = ("fa", "Persian"),
        ["fas"] = ("fa", "Persian"),
        ["hin"] = ("hi", "Hindi"),
        ["ben"] = ("bn", "Bengali"),
        ["tam"] = ("ta", "Tamil"),
        ["tel"] = ("te", "Telugu"),
        ["tha"] = ("th", "Thai"),
        ["vie"] = ("vi", "Vietnamese"),
        ["ind"] = ("id", "Indonesian"),
        ["may"] = ("ms", "Malay"),
        ["msa"] = ("ms", "Malay"),
        ["jpn"] = ("ja", "Japanese"),
        ["kor"] = ("ko", "Korean"),
        ["chi"] = ("zh", "Chinese"),
        ["zho"] = ("zh", "Chinese"),
        ["cat"] = ("ca", "Catalan"),
        ["est"] = ("et", "Estonian"),
        ["lav"] = ("lv", "Latvian"),
        ["lit"] = ("lt", "Lithuanian"),
    };

    /// <summary>A tag that may stand in a playlist, whatever the file said.</summary>
    public static string TagOf(string? written)
    {
        var first = (written ?? string.Empty).Trim().ToLowerInvariant().Split('-', '_')[0];
        if (Known.TryGetValue(first, out var known)) return known.Tag;
        return first.Length is 2 or 3 && first.All(char.IsAsciiLetterLower) ? first : Unknown;
    }

    /// <summary>The language that a word of a file's name says: <c>de</c>, <c>ger</c>, <c>German</c>; null for every other word.</summary>
    public static string? Find(string word)
    {
        var lower = word.ToLowerInvariant();
        if (Known.TryGetValue(lower, out var known)) return known.Tag;
        foreach (var (tag, name) in Known.Values)
        {
            if (string.Equals(tag, lower, StringComparison.Ordinal) || string.Equals(name, word, StringComparison.OrdinalIgnoreCase)) return tag;
        }

        return null;
    }

    /// <summary>The language's English name; the tag itself when we know no name.</summary>
    public static string NameOf(string tag)
    {
        foreach (var (known, name) in Known.Values)
        {
            if (string.Equals(known, tag, StringComparison.Ordinal)) return name;
        }

        return tag is Unknown ? "Unknown language" : tag;
    }

    /// <summary>A track's own title as a label: one line that can be shown; null when nothing is left of it.</summary>
    public static string? Cleaned(string? title)
    {
        const int Longest = 60;
        if (title is null) return null;
        var shown = string.Concat(title.EnumerateRunes()
            .Where(rune => System.Text.Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned) && rune.Value is not ('"' or '<' or '>' or '&' or 0xFFFD))
            .Take(Longest)
            .Select(rune => rune.ToString())).Trim();
        return shown.Length == 0 ? null : shown;
    }
}
