using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchParty.Videos;

internal static class VideoEndpoints
{
    public static void MapVideos(this IEndpointRouteBuilder door)
    {
        door.MapGet("/videos/", ListVideos);
        door.MapGet("/videos/{id}/", ShowVideo).ForGuestsToo();
        door.MapPatch("/videos/{id}/", UpdateVideo);
        door.MapDelete("/videos/{id}/", DeleteVideo);
        door.MapPost("/videos/upload/", UploadEndpoints.UploadVideo);
        door.MapGet("/videos/upload/{uploadId}/status/", UploadEndpoints.ShowUploadStatus);
        door.MapGet("/videos/{id}/stream/", StreamVideo).ForGuestsToo();
    }

    public static async Task<IResult> ListVideos(HttpContext context, Library library)
    {
        if (!VideoListQuery.Read(context).Succeeded(out var query, out var fault)) return WatchPartyWire.Refused(fault);
        var caller = context.Caller();
        var listed = await library.ListAsync(caller, query, context.RequestAborted);
        return listed.Match(page => WatchPartyPages.Write(context, page, video => video.ToWire(context, caller)), WatchPartyWire.Refused);
    }

    public static async Task<IResult> ShowVideo(HttpContext context, string id, Library library, ViewingRights rights)
    {
        var found = await FindAsync(context, id, library, rights);
        return found.Match(video => WatchPartyWire.Ok(video.ToWire(context, context.Caller())), WatchPartyWire.Refused);
    }

    public static async Task<IResult> UpdateVideo(
        HttpContext context,
        string id,
        Body<VideoChangeWire, WatchPartyWire> body,
        Library library,
        ViewingRights rights)
    {
        if (VideoIdOf(id) is not { } video) return WatchPartyWire.Refused(NoVideo);
        var faults = new List<FieldFault>();
        var change = new VideoDetails
        {
            Title = body.Value.Title,
            Description = body.Value.Description,
            Visibility = VideoListQuery.VisibilityOf(body.Value.Visibility, faults),
            AllowDownload = body.Value.AllowDownload,
            RequirePremium = body.Value.RequirePremium,
        };
        var caller = context.Caller();
        var watches = await rights.WatchesInPartyAsync(caller, video, context.RequestAborted);
        if (faults.Count > 0)
        {
            // Whether the video exists is not told to who may not know, whatever else is wrong.
            var known = await library.FindForViewerAsync(caller, video, watches, context.RequestAborted);
            return WatchPartyWire.Refused(known.IsRefused(out var refusal) ? refusal : Refusal.Invalid(faults));
        }

        var updated = await library.UpdateAsync(caller, video, watches, change, context.RequestAborted);
        return updated.Match(changed => WatchPartyWire.Ok(changed.ToWire(context, caller)), WatchPartyWire.Refused);
    }

    public static async Task<IResult> DeleteVideo(HttpContext context, string id, Library library, ViewingRights rights)
    {
        if (VideoIdOf(id) is not { } video) return WatchPartyWire.Refused(NoVideo);
        var caller = context.Caller();
        var watches = await rights.WatchesInPartyAsync(caller, video, context.RequestAborted);
        var deleted = await library.DeleteAsync(caller, video, watches, context.RequestAborted);
        return deleted.Match(_ => WatchPartyWire.Ok(new VideoDeletedWire(Success: true, "The video was deleted.")), WatchPartyWire.Refused);
    }

    public static async Task<IResult> StreamVideo(HttpContext context, string id, Library library, ViewingRights rights, VideoPackages packages)
    {
        var found = await FindAsync(context, id, library, rights);
        if (!found.Succeeded(out var video, out var refusal)) return WatchPartyWire.Refused(refusal);
        if (video.Status is not VideoStatus.Ready)
            return WatchPartyWire.Refused(new Refusal(RefusalKind.Conflict, video.Failure ?? "The film is still being prepared."));
        return await packages.FindAsync(video.Id, context.RequestAborted) is { } offered
            ? WatchPartyWire.Ok(video.ToStreamInfo(offered.Package, context, context.Caller()))
            : WatchPartyWire.Refused(NoVideo);
    }

    private static Refusal NoVideo => Refusal.NotFound("The video");

    private static async Task<Outcome<Video>> FindAsync(HttpContext context, string id, Library library, ViewingRights rights)
    {
        if (VideoIdOf(id) is not { } video) return NoVideo;
        var caller = context.Caller();
        var watches = await rights.WatchesInPartyAsync(caller, video, context.RequestAborted);
        return await library.FindForViewerAsync(caller, video, watches, context.RequestAborted);
    }

    /// <summary>Ids are lower-case UUIDs; whatever else a client sends names nothing.</summary>
    private static VideoId? VideoIdOf(string id) => Guid.TryParseExact(id, "D", out var uuid) ? new VideoId(uuid.ToString("D")) : null;
}
