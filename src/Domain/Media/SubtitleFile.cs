using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Matinee.Domain.Media;

/// <summary>Reads SubRip, WebVTT and SubStation Alpha as people have them, and writes WebVTT. What cannot be read as a cue is left out.</summary>
internal static partial class SubtitleFile
{
    public const int MostBytes = 8 << 20;

    private const int MostCues = 50_000;

    /// <summary>Seconds; the longest film that is taken.</summary>
    private const double LatestInstant = PlayableRules.LongestDuration;

    /// <summary>Null when there is no cue in it in any of the three formats.</summary>
    public static IReadOnlyList<Cue>? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes || TextEncodings.Decode(bytes) is not { } text) return null;
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var cues = lines.Any(line => line.StartsWith("Dialogue:", StringComparison.OrdinalIgnoreCase)) ? SubStation.Read(lines) : Timed(lines);
        var good = cues.Where(cue => cue.Text.Length > 0 && cue.End > cue.Start && cue.Start >= 0 && cue.End <= LatestInstant).Take(MostCues);
        return good.OrderBy(cue => cue.Start).ToList() is { Count: > 0 } sorted ? sorted : null;
    }

    public static string WriteWebVtt(IEnumerable<Cue> cues)
    {
        var text = new StringBuilder("WEBVTT\n");
        foreach (var cue in cues)
        {
            text.Append('\n').Append(Clock(cue.Start)).Append(" --> ").Append(Clock(cue.End));
            if (cue.IsAtTop) text.Append(" line:0");
            text.Append('\n').Append(cue.Text).Append('\n');
        }

        return text.ToString();
    }

    /// <summary><c>HH:MM:SS.mmm</c>.</summary>
    public static string Clock(double seconds)
    {
        var milliseconds = (long)Math.Round(seconds * 1000);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{milliseconds / 3_600_000:00}:{milliseconds / 60_000 % 60:00}:{milliseconds / 1000 % 60:00}.{milliseconds % 1000:000}");
    }

    /// <summary><c>H:MM:SS,mmm</c> with the variations that files have; null when it is no instant.</summary>
    public static double? Instant(ReadOnlySpan<char> text)
    {
        var total = 0.0;
        var seconds = text.Trim().ToString().Replace(',', '.');
        foreach (var part in seconds.Split(':'))
        {
            if (!double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return null;
            total = (total * 60) + value;
        }

        return total;
    }

    /// <summary>SubRip and WebVTT: a line with an arrow, then text until an empty line.</summary>
    private static IEnumerable<Cue> Timed(string[] lines)
    {
        for (var at = 0; at < lines.Length; at++)
        {
            if (Timing().Match(lines[at]) is not { Success: true } timing) continue;
            var text = new List<string>();
            while (at + 1 < lines.Length && !string.IsNullOrWhiteSpace(lines[at + 1])) text.Add(lines[++at]);
            if (Instant(timing.Groups["from"].ValueSpan) is not { } start || Instant(timing.Groups["to"].ValueSpan) is not { } end) continue;
            var raw = string.Join('\n', text);
            var isAtTop = raw.StartsWith(@"{\an8}", StringComparison.Ordinal) || timing.Groups["settings"].ValueSpan.Contains("line:0", StringComparison.Ordinal);
            yield return new Cue(start, end, CueText.Sanitised(SubStation.WithoutOverrides(raw)), isAtTop);
        }
    }

    [GeneratedRegex(@"^\s*(?<from>(\d{1,3}:)?\d{1,2}:\d{1,2}([.,]\d{1,3})?)\s*-->\s*(?<to>(\d{1,3}:)?\d{1,2}:\d{1,2}([.,]\d{1,3})?)(?<settings>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Timing();
}
