using System.Text.RegularExpressions;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>
/// What a subtitle file's name says beside the film's: "Film.pt-BR.forced.ass" is Portuguese of Brazil, and forced. Read from
/// its end, as long as the words mean something. Pure.
/// </summary>
internal static partial class SidecarNameRules
{
    /// <summary>By the ending of the name; what is inside is looked at later.</summary>
    public static bool IsSubtitle(string fileName) => Ending().IsMatch(fileName);

    /// <summary>Whether it is named after this film.</summary>
    /// <param name="filmName">Without its ending.</param>
    public static bool IsBeside(string filmName, string fileName) =>
        IsSubtitle(fileName)
        && fileName.StartsWith(filmName, StringComparison.OrdinalIgnoreCase)
        && fileName.Length > filmName.Length
        && fileName[filmName.Length] is '.';

    /// <param name="filmName">Without its ending; the file is beside it.</param>
    public static SidecarName Beside(string filmName, string fileName) => Read(fileName[filmName.Length..], least: 0);

    /// <summary>All of the name speaks of the subtitle: "2_English.srt" in a folder of subtitles.</summary>
    public static SidecarName OnItsOwn(string fileName) => Read(fileName, least: 0);

    /// <summary>The first word is the film's, whichever it is.</summary>
    public static SidecarName OfUpload(string fileName) => Read(fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..], least: 1);

    private static SidecarName Read(string text, int least)
    {
        var words = Separators().Split(Region().Replace(Ending().Replace(text, string.Empty), "${language}-${region}"))
            .Where(word => word.Length > 0).ToList();
        var said = new SidecarName(Language: null, IsForced: false, IsForDeaf: false, IsDefault: false);
        for (var at = words.Count - 1; at >= least; at--)
        {
            if (With(said, words[at], at > 0 ? words[at - 1] : string.Empty) is not { } more) break;
            said = more;
        }

        return said;
    }

    /// <summary>Null for a word that says nothing. "hi" is Hindi, or after a language "for the hearing impaired".</summary>
    private static SidecarName? With(SidecarName said, string word, string before) => word.ToLowerInvariant() switch
    {
        "forced" or "foreign" => said with { IsForced = true },
        "sdh" or "cc" => said with { IsForDeaf = true },
        "hi" when LanguageOf(before) is not null => said with { IsForDeaf = true },
        "default" => said with { IsDefault = true },
        _ => said.Language is null && LanguageOf(word) is { } tag ? said with { Language = tag } : null,
    };

    private static string? LanguageOf(string word) =>
        Languages.Find(word.Split('-')[0]) is { } found ? LanguageTags.Normalised(word) ?? found : null;

    [GeneratedRegex(@"\.(srt|vtt|ass|ssa)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ending();

    [GeneratedRegex(@"[._\s\[\]()]+", RegexOptions.None, 1000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"\b(?<language>[a-z]{2})_(?<region>[A-Z]{2})\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Region();
}

/// <param name="Language">RFC 5646; null when the name says none.</param>
/// <param name="IsForDeaf">Sounds are written down too.</param>
internal sealed record SidecarName(string? Language, bool IsForced, bool IsForDeaf, bool IsDefault)
{
    public string LabelIn(string language) =>
        LanguageTags.NameOf(language) + (IsForced ? " (forced)" : string.Empty) + (IsForDeaf ? " (SDH)" : string.Empty);
}
