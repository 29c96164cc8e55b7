using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Doors.Shared.Sending;
using Microsoft.Net.Http.Headers;

namespace Matinee.Doors.Shared;

/// <summary>Films and posters for players that cannot send a token: the path is signed. All doors hand out these paths.</summary>
public static class MediaEndpoints
{
    public static IEndpointRouteBuilder MapMedia(this IEndpointRouteBuilder app)
    {
        var films = ActivatorUtilities.CreateInstance<FilmEndpoints>(app.ServiceProvider);
        var streams = ActivatorUtilities.CreateInstance<StreamEndpoints>(app.ServiceProvider);
        MediaRoute.Map(app, "/media/{token}/{name}", (context, link) => link.Part is MediaPart.Stream
            ? streams.ServeAsync(context, link, folder: null, MediaRoute.Value(context, "name"))
            : films.ServeAsync(context, link, MediaRoute.Value(context, "name")));
        MediaRoute.Map(app, "/media/{token}/{folder}/{name}", (context, link) => link.Part is MediaPart.Stream
            ? streams.ServeAsync(context, link, MediaRoute.Value(context, "folder"), MediaRoute.Value(context, "name"))
            : MediaRoute.RefuseAsync(context, StatusCodes.Status404NotFound, "There is no such part of this film."));
        return app;
    }
}

/// <summary>The film as it was uploaded, and its poster. Who could see a poster may keep it: it opens nothing.</summary>
internal sealed class FilmEndpoints(Library library, MediaFiles files, LiveStreams streams, MediaRights rights, TimeProvider time)
{
    public async Task ServeAsync(HttpContext context, MediaLink link, string name)
    {
        var now = time.GetUtcNow();
        var deleted = streams.Follow(link.Video);
        var video = await library.FindAsync(link.Video, context.RequestAborted);
        if (video is null || FileOf(video, link.Part, name) is not { } file || !File.Exists(file.Path))
        {
            await MediaRoute.RefuseAsync(context, StatusCodes.Status404NotFound, MediaRoute.Gone);
            return;
        }

        if (link.Part is MediaPart.Film && !await MediaRoute.MayFetchAsync(context, link, rights)) return;
        await using var abortion = deleted.Register(context.Abort);
        await using var watch = link.Part is MediaPart.Film ? new TransferWatch(context, link, rights, time) : null;
        context.Response.Headers.CacheControl = $"private, max-age={MediaRoute.CachingSeconds(link, now)}";
        await FileSending.SendAsync(context, file.Path, file.ContentType, new EntityTagHeaderValue($"\"{video.Id}-{(int)link.Part}\""));
    }

    /// <summary>Null when the name is not that of the part that the link is for.</summary>
    private (string Path, string ContentType)? FileOf(Video video, MediaPart part, string name) => (part, video) switch
    {
        (MediaPart.Film, { Status: VideoStatus.Ready, PlaysDirectly: true, Container: { } container })
            when name == MediaLinks.FilmName(container) && !files.IsAway(video.Id) =>
            (files.FilmPath(video.Id), container is FilmContainer.WebM ? "video/webm" : "video/mp4"),

        // Shown while the film is being prepared, too.
        (MediaPart.Poster, { HasPoster: true }) when name == MediaLinks.PosterName => (files.PosterPath(video.Id), "image/jpeg"),
        _ => null,
    };
}
