using System.Text.RegularExpressions;

namespace Matinee.Domain.Library;

/// <summary>
/// What a film's file name says: "The.Third.Man.1949.1080p.BluRay.x264-GRP.mkv" is "The Third Man (1949)". A name that says
/// nothing is kept. Pure.
/// </summary>
internal static partial class FilmNameRules
{
    /// <summary>By the ending of the name; what is inside is examined later.</summary>
    public static bool IsFilm(string fileName) => Film().IsMatch(fileName);

    public static string TitleOf(string fileName)
    {
        var name = Film().Replace(fileName, "");
        var bare = Spaces().Replace(Separators().Replace(name, " "), " ").Trim();
        if (Episode().Match(bare) is { Success: true } episode && Clean(bare[..episode.Index]) is { Length: > 0 } series)
        {
            var number = $"S{int.Parse(episode.Groups["season"].Value):00}E{int.Parse(episode.Groups["episode"].Value):00}";
            var rest = bare[(episode.Index + episode.Length)..];
            var title = Clean(rest[..Cut(rest, 0)]);
            return LibraryRules.TitleFrom($"{SeriesYear().Replace(series, " (${year})")} {number}{(title.Length > 0 ? $" {title}" : "")}.x");
        }

        // The last year that is followed by nothing but tags: "2001 A Space Odyssey 1968" was made in 1968.
        var year = Year().Matches(bare).LastOrDefault(match => match.Index > 0);
        var end = Cut(bare, 1);
        if (year is not null && year.Index <= end)
            return LibraryRules.TitleFrom($"{Clean(bare[..year.Index])} ({year.Groups["year"].Value}).x");
        return LibraryRules.TitleFrom(Clean(bare[..end]) is { Length: > 0 } clean ? $"{clean}.x" : fileName);
    }

    /// <summary>Where the tags of a release begin; the end when there are none.</summary>
    private static int Cut(string text, int least) => Tag().Matches(text).FirstOrDefault(match => match.Index >= least)?.Index ?? text.Length;

    private static string Clean(string text) => Spaces().Replace(text, " ").Trim(' ', '-', '(', '[', '{', '.', ',');

    [GeneratedRegex(@"\.(mp4|m4v|mov|3gp|mkv|webm|avi|ts|m2ts|mts|mpg|mpeg|vob|wmv|asf|flv|ogv)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Film();

    [GeneratedRegex("[._]", RegexOptions.None, 1000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\b(s(?<season>\d{1,2})\s?e(?<episode>\d{1,3})|(?<season>\d{1,2})x(?<episode>\d{2,3}))\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Episode();

    [GeneratedRegex(@" (?<year>(19|20)\d\d)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SeriesYear();

    [GeneratedRegex(@"[\(\[]?\b(?<year>(19|20)\d\d)\b[\)\]]?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Year();

    [GeneratedRegex(
        @"[\[\(\{]?\b(\d{3,4}[pi]|[48]k|uhd|hdr(10)?|blu-?ray|b[dr]rip|web(-?(dl|rip))?|dvd(rip|scr)?|hdtv|hdrip|remux|x26[45]|h ?26[45]|hevc|avc|av1|xvid|divx|aac(\d ?\d)?|ac3|e?ac-?3|ddp?\d?|dts(-hd)?|truehd|atmos|10bit|proper|repack|extended|unrated|remastered|multi|internal|limited)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Tag();
}
