using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Doors.Shared;
using Matinee.Doors.Shared.OpenApi;

namespace Matinee.Doors.WatchParty.Videos;

internal static class VideoEndpoints
{
    public static void MapVideos(this IEndpointRouteBuilder door)
    {
        door.MapGet("/videos/", ListVideos)
            .Documented("listVideos", "The films that the caller may see").Answers(200, typeof(PaginatedResponse<VideoWire>)).Refuses(400, 404)
            .Query("page", typeof(int), "From 1.")
            .Query("page_size", typeof(int), "How many on a page: 20 where nothing is said, at most 100.")
            .Query("limit", typeof(int), "The same, where there is no page_size.")
            .Query("search", typeof(string), "Words of the title or the description, at most 200 characters.")
            .Query("visibility", typeof(string), "public, unlisted or private.")
            .Query("uploader", typeof(string), "The id of whoever uploaded.")
            .Query("ordering", typeof(string), "created_at, updated_at, title, duration, view_count or like_count; the other way round after a minus sign.");
        door.MapGet("/videos/{id}/", ShowVideo).ForGuestsToo()
            .Documented("showVideo", "One film").Answers(200, typeof(VideoWire)).Refuses(404);
        door.MapPatch("/videos/{id}/", UpdateVideo)
            .Documented("updateVideo", "Change what is said of a film").Answers(200, typeof(VideoWire)).Refuses(404);
        door.MapDelete("/videos/{id}/", DeleteVideo)
            .Documented("deleteVideo", "Delete a film").Answers(200, typeof(VideoDeletedWire)).Refuses(404);
        door.MapPost("/videos/upload/", UploadEndpoints.UploadVideo).Takes(typeof(UploadFormWire), "multipart/form-data")
            .Documented("uploadVideo", "Upload a film").Answers(201, typeof(VideoUploadWire)).Refuses(400, 409, 413, 503);
        door.MapGet("/videos/upload/{uploadId}/status/", UploadEndpoints.ShowUploadStatus)
            .Documented("showUpload", "How far a film has come").Answers(200, typeof(VideoUploadStatusWire)).Refuses(404);
        door.MapGet("/videos/upload/events/", ProcessingFeed.Watch)
            .Documented("watchUploads", "How far the caller's films are, now and at every change: server-sent events named status, each as showUpload answers")
            .Answers(200);
        door.MapGet("/videos/{id}/stream/", StreamVideo).ForGuestsToo()
            .Documented("streamVideo", "Signed addresses to play a film from").Answers(200, typeof(VideoStreamInfoWire)).Refuses(404, 409);
        door.MapSubtitles();
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
        Body<VideoChangeBody, WatchPartyWire> body,
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
        var watches = await rights.WatchesInPartyAsync(caller.Account, video, context.RequestAborted);
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
        var watches = await rights.WatchesInPartyAsync(caller.Account, video, context.RequestAborted);
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

    internal static Refusal NoVideo => Refusal.NotFound("The video");

    internal static async Task<Outcome<Video>> FindAsync(HttpContext context, string id, Library library, ViewingRights rights)
    {
        if (VideoIdOf(id) is not { } video) return NoVideo;
        var caller = context.Caller();
        var watches = await rights.WatchesInPartyAsync(caller.Account, video, context.RequestAborted);
        return await library.FindForViewerAsync(caller, video, watches, context.RequestAborted);
    }

    /// <summary>Ids are lower-case UUIDs; whatever else a client sends names nothing.</summary>
    internal static VideoId? VideoIdOf(string id) => Guid.TryParseExact(id, "D", out var uuid) ? new VideoId(uuid.ToString("D")) : null;
}
