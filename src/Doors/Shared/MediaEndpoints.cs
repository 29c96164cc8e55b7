using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Microsoft.Net.Http.Headers;

namespace Matinee.Doors.Shared;

/// <summary>Films and posters for players that cannot send a token: the path is signed. All doors hand out these paths.</summary>
public static class MediaEndpoints
{
    // Seconds. A film never changes, but a deleted one must not stay long in a browser.
    internal const long LongestCaching = 3600;

    public static IEndpointRouteBuilder MapMedia(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/media/{token}/{name}", [HttpMethods.Get, HttpMethods.Head], ServeMedia).ExcludeFromDescription();
        app.MapMethods("/media/{token}/{folder}/{name}", [HttpMethods.Get, HttpMethods.Head], StreamEndpoints.ServeWithin).ExcludeFromDescription();
        return app;
    }

    /// <summary>Null after the refusal was written.</summary>
    internal static async Task<MediaLink?> ReadAsync(HttpContext context, string token)
    {
        if (context.RequestServices.GetRequiredService<MediaLinks>().Read(token) is not { } link)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "This link is not valid.");
            return null;
        }

        if (link.ExpiresAt > context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()) return link;
        await RefuseAsync(context, StatusCodes.Status403Forbidden, "This link has expired. Reload the page to get a new one.");
        return null;
    }

    private static async Task ServeMedia(
        HttpContext context,
        string token,
        string name,
        Library library,
        MediaFiles files,
        LiveStreams streams,
        TimeProvider time)
    {
        if (await ReadAsync(context, token) is not { } link) return;
        if (link.Part is MediaPart.Stream)
        {
            await StreamEndpoints.ServeAsync(context, link, folder: null, name);
            return;
        }

        var now = time.GetUtcNow();
        var deleted = streams.Follow(link.Video);
        var video = await library.FindAsync(link.Video, context.RequestAborted);
        if (video is null || FileOf(video, link.Part, name, files) is not { } file || !File.Exists(file.Path))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "This film is no longer here.");
            return;
        }

        await using var abortion = deleted.Register(context.Abort);
        context.Response.Headers.CacheControl = $"private, max-age={Math.Min(LongestCaching, (long)(link.ExpiresAt - now).TotalSeconds)}";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var tag = new EntityTagHeaderValue($"\"{video.Id}-{(int)link.Part}\"");
        try
        {
            await Results.File(file.Path, file.ContentType, entityTag: tag, enableRangeProcessing: true).ExecuteAsync(context);
        }
        catch (IOException) when (!File.Exists(file.Path))
        {
            // Deleted between looking and opening.
            if (context.Response.HasStarted) context.Abort();
            else await RefuseAsync(context, StatusCodes.Status404NotFound, "This film is no longer here.");
        }
    }

    /// <summary>Null when the name is not that of the part that the link is for.</summary>
    private static (string Path, string ContentType)? FileOf(Video video, MediaPart part, string name, MediaFiles files)
    {
        if (video is not { Status: VideoStatus.Ready, Container: { } container }) return null;
        return part switch
        {
            MediaPart.Film when video.PlaysDirectly && name == MediaLinks.FilmName(container) && !files.IsAway(video.Id) =>
                (files.FilmPath(video.Id), container is FilmContainer.WebM ? "video/webm" : "video/mp4"),
            MediaPart.Poster when name == MediaLinks.PosterName && video.HasPoster => (files.PosterPath(video.Id), "image/jpeg"),
            _ => null,
        };
    }

    internal static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(sentence, context.RequestAborted);
    }
}
