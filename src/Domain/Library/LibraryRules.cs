using System.Globalization;
using System.Text;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>Who may see and change what, and which texts a video may carry. Pure.</summary>
internal static class LibraryRules
{
    public const int LongestTitle = 200;
    public const int LongestDescription = 5000;

    private const string UntitledFilm = "Untitled film";

    /// <param name="watchesInParty">The caller holds a seat in a live party that shows this video.</param>
    public static bool MayWatch(Video video, Caller caller, bool watchesInParty) =>
        MayWatch(video, watchesInParty, caller.IsGuest, MayEdit(video, caller));

    /// <inheritdoc cref="MayWatch(Video, Caller, bool)"/>
    public static bool MayWatch(Video video, Account viewer, bool watchesInParty) =>
        MayWatch(video, watchesInParty, viewer.IsGuest, MayEdit(video, viewer.Id, viewer.IsGuest, viewer.IsAdministrator));

    public static bool MayEdit(Video video, Caller caller) => MayEdit(video, caller.Account, caller.IsGuest, caller.IsAdministrator);

    private static bool MayEdit(Video video, AccountId account, bool isGuest, bool isAdministrator) =>
        !isGuest && (isAdministrator || video.Owner == account);

    private static bool MayWatch(Video video, bool watchesInParty, bool isGuest, bool mayEdit)
    {
        if (mayEdit) return true;
        return video.Status is VideoStatus.Ready && (watchesInParty || (!isGuest && video.Visibility is Visibility.Public or Visibility.Unlisted));
    }

    public static IReadOnlyList<FieldFault> Faults(VideoDetails details)
    {
        var faults = new List<FieldFault>();
        if (details.Title is { } title)
        {
            if (string.IsNullOrWhiteSpace(title)) faults.Add(new FieldFault("title", "A title is needed.", "REQUIRED_FIELD"));
            else if (title.Trim().Length > LongestTitle) faults.Add(new FieldFault("title", $"A title has at most {LongestTitle} characters."));
            else if (!IsDisplayText(title, lines: false)) faults.Add(new FieldFault("title", "The title contains characters that cannot be shown."));
        }

        if (details.Description is { } description)
        {
            if (description.Length > LongestDescription)
                faults.Add(new FieldFault("description", $"A description has at most {LongestDescription} characters."));
            else if (!IsDisplayText(description, lines: true))
                faults.Add(new FieldFault("description", "The description contains characters that cannot be shown."));
        }

        return faults;
    }

    /// <summary>A title out of a client's file name: without folders, extension and characters that cannot be shown.</summary>
    public static string TitleFrom(string? fileName)
    {
        var name = fileName ?? string.Empty;
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var dot = name.LastIndexOf('.');
        if (dot > 0) name = name[..dot];
        name = string.Concat(name.EnumerateRunes().Where(rune => !Hidden(rune)).Select(rune => rune.ToString())).Trim();
        if (name.Length > LongestTitle) name = name[..(char.IsHighSurrogate(name[LongestTitle - 1]) ? LongestTitle - 1 : LongestTitle)].Trim();
        return name.Trim('.').Length == 0 ? UntitledFilm : name;
    }

    private static bool IsDisplayText(string text, bool lines) =>
        text.EnumerateRunes().All(rune => !Hidden(rune) || (lines && rune.Value is '\n' or '\r' or '\t'));

    /// <summary>Control characters, and those that turn the direction of what follows: they make a text look like another.</summary>
    private static bool Hidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFFFD;
}
