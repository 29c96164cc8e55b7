using System.Text;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Doors.Shared.Sending;
using Microsoft.Net.Http.Headers;

namespace Matinee.Doors.Shared;

/// <summary>Playlists, segments, subtitles and previews of a film, below one signed address.</summary>
internal static class StreamEndpoints
{
    public static async Task ServeWithin(HttpContext context, string token, string folder, string name)
    {
        if (await MediaEndpoints.ReadAsync(context, token) is not { } link) return;
        if (link.Part is MediaPart.Stream) await ServeAsync(context, link, folder, name);
        else await MediaEndpoints.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such part of this film.");
    }

    public static async Task ServeAsync(HttpContext context, MediaLink link, string? folder, string name)
    {
        var services = context.RequestServices;
        var deleted = services.GetRequiredService<LiveStreams>().Follow(link.Video);
        var offered = await services.GetRequiredService<VideoPackages>().FindAsync(link.Video, context.RequestAborted);
        var file = offered is { IsReady: true } ? services.GetRequiredService<StreamFiles>().Find(link.Video, offered.Package, folder, name) : null;
        if (file is null)
        {
            await MediaEndpoints.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such part of this film.");
            return;
        }

        if (!await MediaEndpoints.MayFetchAsync(context, link)) return;
        await using var abortion = deleted.Register(context.Abort);

        // The address is the permission: players on other people's pages may use it like those on ours.
        OpenCrossOrigin.Allow(context);
        context.Response.Headers.AccessControlExposeHeaders = "Content-Length, Content-Range";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (file.Text is { } text) await SendAsync(context, text, file.ContentType);
        else await SendAsync(context, link, file);
    }

    /// <summary>A playlist changes as sizes are added, and is small.</summary>
    private static Task SendAsync(HttpContext context, string text, string contentType)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(Encoding.UTF8.GetBytes(text), contentType, enableRangeProcessing: true).ExecuteAsync(context);
    }

    private static async Task SendAsync(HttpContext context, MediaLink link, StreamFile file)
    {
        var left = (link.ExpiresAt - context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()).TotalSeconds;
        context.Response.Headers.CacheControl = $"private, max-age={Math.Min(MediaEndpoints.LongestCaching, (long)left)}, immutable";

        // What is published under a name is never replaced: the address itself tells versions apart.
        var tag = new EntityTagHeaderValue("\"1\"");
        try
        {
            FileSending.Prepare(context);
            await Results.File(file.Path!, file.ContentType, entityTag: tag, enableRangeProcessing: true).ExecuteAsync(context);
        }
        catch (IOException) when (!File.Exists(file.Path))
        {
            // Deleted between looking and opening.
            if (context.Response.HasStarted) context.Abort();
            else await MediaEndpoints.RefuseAsync(context, StatusCodes.Status404NotFound, "This film is no longer here.");
        }
    }
}
