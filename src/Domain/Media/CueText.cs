using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Matinee.Domain.Media;

/// <summary>
/// Makes the text of a cue harmless: three kinds of emphasis stay, properly nested, every other tag goes, and what is left is
/// escaped. A player that puts cues into a page as markup then shows text and nothing else.
/// </summary>
internal static partial class CueText
{
    // No line of dialogue is longer; a file of one endless cue is not shown in full.
    private const int Longest = 2000;

    public static string Sanitised(string markup)
    {
        var text = new StringBuilder();
        var open = new Stack<char>();
        var source = markup.Length > Longest ? markup[..Longest] : markup;
        for (var at = 0; at < source.Length; at++)
        {
            if (source[at] is '<' && Tag().Match(source, at) is { Success: true } tag)
            {
                Emphasise(text, open, tag.Groups["name"].Value, isEnd: tag.Groups["end"].Length > 0);
                at += tag.Length - 1;
                continue;
            }

            if (source[at] is '&' && Entity().Match(source, at) is { Success: true } entity)
            {
                Append(text, entity.Value switch { "&lt;" => '<', "&gt;" => '>', "&nbsp;" => '\u00A0', _ => '&' });
                at += entity.Length - 1;
                continue;
            }

            Append(text, source[at]);
        }

        while (open.TryPop(out var name)) text.Append("</").Append(name).Append('>');
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
    }

    /// <summary>An end closes what was opened within it too; one that nothing opened means nothing.</summary>
    private static void Emphasise(StringBuilder text, Stack<char> open, string name, bool isEnd)
    {
        if (name.Length != 1 || char.ToLowerInvariant(name[0]) is not ('b' or 'i' or 'u') || !char.IsAscii(name[0])) return;
        var letter = char.ToLowerInvariant(name[0]);
        if (!isEnd)
        {
            if (open.Contains(letter)) return;
            open.Push(letter);
            text.Append('<').Append(letter).Append('>');
            return;
        }

        if (!open.Contains(letter)) return;
        while (open.Pop() is var closed)
        {
            text.Append("</").Append(closed).Append('>');
            if (closed == letter) return;
        }
    }

    private static void Append(StringBuilder text, char character)
    {
        switch (character)
        {
            case '<': text.Append("&lt;"); break;
            case '>': text.Append("&gt;"); break;
            case '&': text.Append("&amp;"); break;
            case '\n': text.Append('\n'); break;
            case '\t': text.Append(' '); break;
            default:
                if (char.GetUnicodeCategory(character) is not UnicodeCategory.Control) text.Append(character);
                break;
        }
    }

    [GeneratedRegex(@"\G<(?<end>/?)\s*(?<name>[A-Za-z]*)[^<>\n]{0,200}>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\G&(amp|lt|gt|nbsp|lrm|rlm);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entity();
}
