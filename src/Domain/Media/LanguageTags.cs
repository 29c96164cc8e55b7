using System.Text.RegularExpressions;

namespace Matinee.Domain.Media;

/// <summary>Language tags of RFC 5646 as people give them: a language, and perhaps a script, a region and variants.</summary>
internal static partial class LanguageTags
{
    /// <summary>The tag in its usual letters, with the shortest code for its language; null for what is no tag, and for null.</summary>
    public static string? Normalised(string? tag)
    {
        if (tag is null || !Tag().IsMatch(tag.Trim())) return null;
        var parts = tag.Trim().Split('-', '_');
        var language = parts[0].ToLowerInvariant();
        return string.Join('-', parts.Skip(1).Select(Usual).Prepend(Languages.Find(language) ?? language));
    }

    /// <summary><c>Portuguese (BR)</c>.</summary>
    public static string NameOf(string tag)
    {
        var parts = tag.Split('-', 2);
        return parts.Length == 1 ? Languages.NameOf(tag) : $"{Languages.NameOf(parts[0])} ({parts[1]})";
    }

    private static string Usual(string part) => part.Length switch
    {
        2 => part.ToUpperInvariant(),
        4 when char.IsAsciiLetter(part[0]) => char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant(),
        _ => part.ToLowerInvariant(),
    };

    [GeneratedRegex(@"^(?=.{2,35}$)[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?([-_]([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();
}
