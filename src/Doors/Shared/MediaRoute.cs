using Matinee.Domain.Library;
using Matinee.Domain.Media;

namespace Matinee.Doors.Shared;

// Every player asks for a segment every few seconds. Like the direct routes of doors, these end the host's chain right after
// routing, and do themselves what is left of it: the request's id, the answer's headers, the signed link, failures.
internal sealed class MediaRoute(Func<HttpContext, MediaLink, Task> handler, MediaLinks links, TimeProvider time, ILogger<MediaRoute> logger)
{
    public const string Gone = "This film is no longer here.";

    // Enough for a browser that opens a film or a picture as a page of its own.
    private const string MediaOnly = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    // A film never changes, but a deleted one must not stay long in a browser.
    private const long LongestCachingSeconds = 3600;

    /// <param name="pattern">With the link in <c>{token}</c>.</param>
    public static void Map(IEndpointRouteBuilder app, string pattern, Func<HttpContext, MediaLink, Task> handler)
    {
        var route = ActivatorUtilities.CreateInstance<MediaRoute>(app.ServiceProvider, handler);
        app.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], route.InvokeAsync).ExcludeFromDescription().ShortCircuit();
    }

    public static string Value(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    public static long CachingSeconds(MediaLink link, DateTimeOffset now) => Math.Min(LongestCachingSeconds, (long)(link.ExpiresAt - now).TotalSeconds);

    public static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = null;
        response.Headers.CacheControl = "no-store";
        response.Headers.AcceptRanges = response.Headers.ETag = response.Headers.LastModified = response.Headers.ContentRange = default;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.WriteAsync(sentence, context.RequestAborted);
    }

    /// <summary>False after the refusal was written.</summary>
    public static async Task<bool> MayFetchAsync(HttpContext context, MediaLink link, MediaRights rights)
    {
        if (await rights.MayFetchAsync(link.Viewer, link.Video, context.RequestAborted)) return true;
        await RefuseAsync(context, StatusCodes.Status403Forbidden, "You may not watch this film any more.");
        return false;
    }

    private async Task InvokeAsync(HttpContext context)
    {
        RequestId.Assign(context, time);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = MediaOnly;
        try
        {
            await ServeAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads the answer any more.
        }
        catch (Exception exception)
        {
            DoorsLog.RequestFailed(logger, context.Request.Method, RequestId.Of(context), exception);
            if (context.Response.HasStarted) context.Abort();
            else await RefuseAsync(context, StatusCodes.Status500InternalServerError, "Something went wrong on the server.");
        }
    }

    private Task ServeAsync(HttpContext context)
    {
        if (links.Read(Value(context, "token")) is not { } link) return RefuseAsync(context, StatusCodes.Status403Forbidden, "This link is not valid.");
        return link.ExpiresAt > time.GetUtcNow()
            ? handler(context, link)
            : RefuseAsync(context, StatusCodes.Status403Forbidden, "This link has expired. Reload the page to get a new one.");
    }
}
