namespace Matinee.Domain.Media;

/// <summary>Names for tracks that a menu tells apart: the language, with the track's own title where there are several.</summary>
internal static class TrackLabels
{
    public static IReadOnlyList<string> Of(IReadOnlyList<(string Language, string? Title)> tracks)
    {
        return Distinct(tracks.Select(track => LabelOf(track, tracks)));
    }

    /// <summary>A number follows where a label was there before.</summary>
    public static IReadOnlyList<string> Distinct(IEnumerable<string> wanted)
    {
        var labels = new List<string>();
        foreach (var label in wanted)
        {
            var free = label;
            for (var number = 2; labels.Contains(free, StringComparer.Ordinal); number++) free = $"{label} {number}";
            labels.Add(free);
        }

        return labels;
    }

    private static string LabelOf((string Language, string? Title) track, IReadOnlyList<(string Language, string? Title)> tracks)
    {
        var (language, title) = track;
        var isShared = tracks.Count(other => string.Equals(other.Language, language, StringComparison.Ordinal)) > 1;
        var name = Languages.NameOf(language);
        var cleaned = Languages.Cleaned(title);
        if (cleaned is null || (!isShared && language is not Languages.Unknown)) return name;
        return language is Languages.Unknown ? cleaned : $"{name} ({cleaned})";
    }
}
