using System.Text;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Doors.Shared.Sending;
using Microsoft.Net.Http.Headers;

namespace Matinee.Doors.Shared;

/// <summary>Playlists, segments, subtitles and previews of a film, below one signed address.</summary>
internal sealed class StreamEndpoints(VideoPackages packages, StreamFiles files, LiveStreams streams, MediaRights rights, TimeProvider time)
{
    // What is published under a name is never replaced: the address itself tells versions apart.
    private static readonly EntityTagHeaderValue OnlyVersion = new("\"1\"");

    /// <param name="folder">A rendition or a track; null for what lies beside them.</param>
    public async Task ServeAsync(HttpContext context, MediaLink link, string? folder, string name)
    {
        var deleted = streams.Follow(link.Video);
        var offered = await packages.FindAsync(link.Video, context.RequestAborted);
        var file = offered is { IsReady: true } ? files.Find(link.Video, offered.Package, folder, name) : null;
        if (file is null)
        {
            await MediaRoute.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such part of this film.");
            return;
        }

        if (!await MediaRoute.MayFetchAsync(context, link, rights)) return;
        await using var abortion = deleted.Register(context.Abort);

        // The address is the permission: players on other people's pages may use it like those on ours.
        OpenCrossOrigin.Allow(context);
        var headers = context.Response.Headers;
        headers.AccessControlExposeHeaders = "Content-Length, Content-Range";
        if (file.Text is { } text)
        {
            // A playlist changes as sizes are added, and is small.
            headers.CacheControl = "no-store";
            await Results.Bytes(Encoding.UTF8.GetBytes(text), file.ContentType, enableRangeProcessing: true).ExecuteAsync(context);
            return;
        }

        headers.CacheControl = $"private, max-age={MediaRoute.CachingSeconds(link, time.GetUtcNow())}, immutable";
        await FileSending.SendAsync(context, file.Path!, file.ContentType, OnlyVersion);
    }
}
