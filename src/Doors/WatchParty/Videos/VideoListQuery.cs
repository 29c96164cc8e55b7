using Matinee.Domain.Kernel;
using Matinee.Domain.Library;

namespace Matinee.Doors.WatchParty.Videos;

/// <summary>The filters of the list of videos, and the words for what a video can be.</summary>
internal static class VideoListQuery
{
    private const int LongestSearch = 200;

    public static Outcome<VideoQuery> Read(HttpContext context)
    {
        if (!WatchPartyPages.Read(context).Succeeded(out var page, out var fault)) return fault;
        var query = context.Request.Query;
        var faults = new List<FieldFault>();
        var search = One(query, "search", faults);
        if (search?.Length > LongestSearch) faults.Add(new FieldFault("search", $"A search has at most {LongestSearch} characters."));
        var visibility = VisibilityOf(One(query, "visibility", faults), faults);
        var uploader = UploaderOf(One(query, "uploader", faults), faults);
        var ordering = One(query, "ordering", faults) ?? "-created_at";
        if (OrderOf(ordering.TrimStart('-')) is not { } order || ordering.StartsWith("--", StringComparison.Ordinal))
        {
            faults.Add(new FieldFault("ordering", "ordering must be created_at, updated_at, title, duration, view_count or like_count, or one of these after a minus sign."));
            return Refusal.Invalid(faults);
        }

        if (faults.Count > 0) return Refusal.Invalid(faults);
        return new VideoQuery(page, search, visibility, uploader, order, Descending: ordering.StartsWith('-'));
    }

    /// <summary>Null for null; a fault for a word that is none.</summary>
    public static Visibility? VisibilityOf(string? word, List<FieldFault> faults)
    {
        switch (word)
        {
            case null: return null;
            case "public": return Visibility.Public;
            case "unlisted": return Visibility.Unlisted;
            case "private": return Visibility.Private;
            default:
                faults.Add(new FieldFault("visibility", "visibility must be public, private or unlisted."));
                return null;
        }
    }

    private static AccountId? UploaderOf(string? text, List<FieldFault> faults)
    {
        if (text is null) return null;
        if (Guid.TryParseExact(text, "D", out var uuid)) return new AccountId(uuid.ToString("D"));
        faults.Add(new FieldFault("uploader", "uploader must be the id of a user."));
        return null;
    }

    private static VideoOrder? OrderOf(string word) => word switch
    {
        "created_at" => VideoOrder.Created,
        "updated_at" => VideoOrder.Updated,
        "title" => VideoOrder.Title,
        "duration" => VideoOrder.Duration,
        "view_count" => VideoOrder.Views,
        "like_count" => VideoOrder.Likes,
        _ => null,
    };

    /// <summary>Null when it is absent or empty: forms send their unused filters that way.</summary>
    private static string? One(IQueryCollection query, string name, List<FieldFault> faults)
    {
        if (!query.TryGetValue(name, out var values)) return null;
        if (values.Count == 1) return string.IsNullOrEmpty(values[0]) ? null : values[0];
        faults.Add(new FieldFault(name, $"{name} may be given once."));
        return null;
    }
}
