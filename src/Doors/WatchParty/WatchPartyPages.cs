using System.Globalization;
using Matinee.Domain.Kernel;
using Matinee.Doors.Shared;
using Microsoft.AspNetCore.Http.Extensions;

namespace Matinee.Doors.WatchParty;

/// <summary>The order of the properties is the order on the wire.</summary>
/// <param name="Next">An absolute URL, null on the last page.</param>
/// <param name="Previous">An absolute URL, null on the first page.</param>
internal sealed record PaginatedResponse<T>(
    long Count,
    string? Next,
    string? Previous,
    int TotalPages,
    int CurrentPage,
    int PageSize,
    IReadOnlyList<T> Results);

/// <summary>Lists of this door: <c>page</c>, and <c>page_size</c> or <c>limit</c>.</summary>
internal static class WatchPartyPages
{
    private const int DefaultSize = 20;
    private const int LargestSize = 100;

    // No list here is longer; beyond it the offset would leave what the database counts with.
    private const int LastPage = 10_000_000;

    /// <summary>Which page is asked for. A size above 100 means 100. Refused: Invalid for what is no positive number, NotFound beyond any list.</summary>
    public static Outcome<PageRequest> Read(HttpContext context)
    {
        var faults = new List<FieldFault>();
        var page = Number(context, "page", 1, faults);
        var size = Number(context, context.Request.Query.ContainsKey("page_size") ? "page_size" : "limit", DefaultSize, faults);
        if (faults.Count > 0) return Refusal.Invalid(faults);
        return page > LastPage ? PageNotFound : new PageRequest((int)page, (int)Math.Min(size, LargestSize));
    }

    /// <summary>The page in this door's shape; 404 past the end, though the first page of an empty list is there.</summary>
    public static IResult Write<TItem, TWire>(HttpContext context, Page<TItem> page, Func<TItem, TWire> wire) =>
        page.Request.Number > page.TotalPages
            ? WatchPartyWire.Refused(PageNotFound)
            : WatchPartyWire.Ok(new PaginatedResponse<TWire>(
                page.Total,
                page.HasNext ? Url(context, page.Request.Number + 1) : null,
                page.HasPrevious ? Url(context, page.Request.Number - 1) : null,
                page.TotalPages,
                page.Request.Number,
                page.Request.Size,
                [.. page.Items.Select(wire)]));

    private static Refusal PageNotFound => Refusal.NotFound("The page");

    private static long Number(HttpContext context, string name, int otherwise, List<FieldFault> faults)
    {
        if (!context.Request.Query.TryGetValue(name, out var values)) return otherwise;
        if (values is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return number;
        faults.Add(new FieldFault(name, $"{name} must be a positive whole number."));
        return otherwise;
    }

    /// <summary>The request's own URL with another page, and with its filters.</summary>
    private static string Url(HttpContext context, int page)
    {
        var query = new QueryBuilder(context.Request.Query.Where(pair => !string.Equals(pair.Key, "page", StringComparison.OrdinalIgnoreCase)))
        {
            { "page", page.ToString(CultureInfo.InvariantCulture) },
        };
        var request = context.Request;
        return $"{context.RequestServices.GetRequiredService<PublicUrl>().Of(context)}{request.PathBase}{request.Path}{query}";
    }
}
