using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>What may be said of subtitles, and what a film with all of its subtitles offers. Pure.</summary>
internal static class SubtitleRules
{
    public const int MostBytes = 5 << 20;
    public const int MostOfFilm = 64;

    private const int LongestLabel = 60;

    public static IReadOnlyList<FieldFault> Faults(SubtitleDetails details)
    {
        var faults = new List<FieldFault>();
        if (details.Language is { } language && LanguageTags.Normalised(language) is null)
            faults.Add(new FieldFault("language", "language must be a language tag such as en, de or pt-BR."));
        if (details.Label is { } label)
        {
            if (label.Trim().Length > LongestLabel) faults.Add(new FieldFault("label", $"A label has at most {LongestLabel} characters."));
            else if (Languages.Cleaned(label) is null) faults.Add(new FieldFault("label", "A label needs something that can be read."));
        }

        return faults;
    }

    /// <summary>The film's own tracks, then the added ones: at most one is the default, an added one before the film's, and no two labels are the same.</summary>
    public static IReadOnlyList<SubtitleTrack> Offered(IEnumerable<SubtitleTrack> own, IEnumerable<SubtitleTrack> added)
    {
        var all = own.Concat(added).ToList();
        var chosen = all.FirstOrDefault(track => track.IsDefault && track.Source is not SubtitleSource.Film) ?? all.FirstOrDefault(track => track.IsDefault);
        var labels = TrackLabels.Distinct(all.Select(track => track.Label));
        return [.. all.Select((track, position) => track with { Label = labels[position], IsDefault = track == chosen })];
    }
}
