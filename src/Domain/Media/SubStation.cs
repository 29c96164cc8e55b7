using System.Text.RegularExpressions;

namespace Matinee.Domain.Media;

/// <summary>The dialogue of a SubStation Alpha file (ASS, SSA). Of its styling, italics, bold, underline and "at the top" are kept.</summary>
internal static partial class SubStation
{
    private const string UsualFormat = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text";

    public static IEnumerable<Cue> Read(IEnumerable<string> lines)
    {
        var columns = Columns(UsualFormat);
        var isInEvents = false;
        foreach (var line in lines)
        {
            if (line.StartsWith('[')) isInEvents = line.StartsWith("[Events]", StringComparison.OrdinalIgnoreCase);
            else if (isInEvents && After(line, "Format:") is { } format) columns = Columns(format);
            else if (After(line, "Dialogue:") is { } dialogue && CueOf(dialogue, columns) is { } cue) yield return cue;
        }
    }

    /// <summary>Without what stands in braces; SubRip files have those too.</summary>
    public static string WithoutOverrides(string text) => Override().Replace(text, string.Empty);

    private static Cue? CueOf(string dialogue, string[] columns)
    {
        // The text is last, and may hold commas itself.
        var fields = dialogue.Split(',', columns.Length);
        if (fields.Length < columns.Length) return null;
        string? Field(string name) => Array.FindIndex(columns, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase)) is var index and >= 0 ? fields[index] : null;
        if (Field("Text") is not { } text || Drawing().IsMatch(text)) return null;
        if (SubtitleFile.Instant(Field("Start")) is not { } start || SubtitleFile.Instant(Field("End")) is not { } end) return null;
        return new Cue(start, end, CueText.Sanitised(Emphasised(text)), IsAtTop: text.Contains(@"\an8", StringComparison.Ordinal) || text.Contains(@"\an9", StringComparison.Ordinal));
    }

    private static string Emphasised(string text)
    {
        var marked = Override().Replace(text, match => string.Concat(Emphasis().Matches(match.Value).Select(tag =>
            tag.Groups["on"].ValueSpan is "0" ? $"</{tag.Groups["name"].Value}>" : $"<{tag.Groups["name"].Value}>")));
        return marked.Replace(@"\N", "\n", StringComparison.Ordinal).Replace(@"\n", "\n", StringComparison.Ordinal).Replace(@"\h", " ", StringComparison.Ordinal);
    }

    private static string? After(string line, string key) => line.StartsWith(key, StringComparison.OrdinalIgnoreCase) ? line[key.Length..].Trim() : null;

    private static string[] Columns(string format) => format.Split(',', StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"\{\\[^{}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Override();

    [GeneratedRegex(@"\\(?<name>[biu])(?<on>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"\\p[1-9]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Drawing();
}
