using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Doors.Shared;
using Matinee.Doors.Shared.OpenApi;

namespace Matinee.Doors.WatchParty.Videos;

internal static class SubtitleEndpoints
{
    public static void MapSubtitles(this IEndpointRouteBuilder door)
    {
        door.MapGet("/videos/{id}/subtitles/", ListSubtitles).ForGuestsToo()
            .Documented("listSubtitles", "The subtitles of a film").Answers(200, typeof(PaginatedResponse<SubtitleWire>)).Refuses(400, 404)
            .Query("page", typeof(int), "From 1.")
            .Query("page_size", typeof(int), "How many on a page: 20 where nothing is said, at most 100.")
            .Query("limit", typeof(int), "The same, where there is no page_size.");
        door.MapPost("/videos/{id}/subtitles/", AddSubtitle).Takes(typeof(SubtitleFormWire), "multipart/form-data")
            .Documented("addSubtitle", "Add subtitles to a film").Answers(201, typeof(SubtitleWire)).Refuses(400, 404, 409, 413, 503);
        door.MapPatch("/videos/{id}/subtitles/{subtitleId}/", UpdateSubtitle)
            .Documented("updateSubtitle", "Change what is said of added subtitles").Answers(200, typeof(SubtitleWire)).Refuses(404, 409);
        door.MapDelete("/videos/{id}/subtitles/{subtitleId}/", DeleteSubtitle)
            .Documented("deleteSubtitle", "Delete added subtitles").Answers(200, typeof(SubtitleDeletedWire)).Refuses(404, 409);
    }

    public static async Task<IResult> ListSubtitles(HttpContext context, string id, Library library, ViewingRights rights, Subtitles subtitles)
    {
        if (!WatchPartyPages.Read(context).Succeeded(out var page, out var fault)) return WatchPartyWire.Refused(fault);
        var found = await VideoEndpoints.FindAsync(context, id, library, rights);
        if (!found.Succeeded(out var video, out var refusal)) return WatchPartyWire.Refused(refusal);
        var all = await subtitles.ListAsync(video.Id, context.RequestAborted);
        var shown = new Page<SubtitleTrack>([.. all.Skip(page.Offset).Take(page.Size)], page, all.Count);
        return WatchPartyPages.Write(context, shown, track => track.ToWire(StreamOf(context, video.Id)));
    }

    public static async Task<IResult> AddSubtitle(HttpContext context, string id, ViewingRights rights, Subtitles subtitles)
    {
        UploadEndpoints.AllowLargeBody(context);
        if (VideoEndpoints.VideoIdOf(id) is not { } video) return WatchPartyWire.Refused(VideoEndpoints.NoVideo);
        var (caller, watches) = await AskAsync(context, video, rights);
        var allowed = await subtitles.CheckAsync(caller, video, watches, context.RequestAborted);
        if (allowed.IsRefused(out var refusal)) return WatchPartyWire.Refused(refusal);
        if (MultipartRequests.Open(context.Request) is not { } reader) return WatchPartyWire.Refused(SubtitleForm.NoForm);
        var form = new SubtitleForm(reader);
        var read = await MultipartRequests.GuardAsync(() => form.ReadAsync(context.RequestAborted));
        if (read.IsRefused(out refusal)) return WatchPartyWire.Refused(refusal);
        var added = await subtitles.AddAsync(video, form.File, form.FileName, form.Details);
        return added.Match(track => WatchPartyWire.Created(track.ToWire(StreamOf(context, video))), WatchPartyWire.Refused);
    }

    public static async Task<IResult> UpdateSubtitle(
        HttpContext context, string id, string subtitleId, Body<SubtitleChangeBody, WatchPartyWire> body, ViewingRights rights, Subtitles subtitles)
    {
        if (VideoEndpoints.VideoIdOf(id) is not { } video) return WatchPartyWire.Refused(VideoEndpoints.NoVideo);
        var (caller, watches) = await AskAsync(context, video, rights);
        var updated = await subtitles.UpdateAsync(caller, video, watches, subtitleId, body.Value.ToDetails(), context.RequestAborted);
        return updated.Match(track => WatchPartyWire.Ok(track.ToWire(StreamOf(context, video))), WatchPartyWire.Refused);
    }

    public static async Task<IResult> DeleteSubtitle(HttpContext context, string id, string subtitleId, ViewingRights rights, Subtitles subtitles)
    {
        if (VideoEndpoints.VideoIdOf(id) is not { } video) return WatchPartyWire.Refused(VideoEndpoints.NoVideo);
        var (caller, watches) = await AskAsync(context, video, rights);
        var deleted = await subtitles.DeleteAsync(caller, video, watches, subtitleId, context.RequestAborted);
        return deleted.Match(_ => WatchPartyWire.Ok(new SubtitleDeletedWire(Success: true, "The subtitles were deleted.")), WatchPartyWire.Refused);
    }

    private static async Task<(Caller Caller, bool WatchesInParty)> AskAsync(HttpContext context, VideoId video, ViewingRights rights)
    {
        var caller = context.Caller();
        return (caller, await rights.WatchesInPartyAsync(caller.Account, video, context.RequestAborted));
    }

    private static string StreamOf(HttpContext context, VideoId video) => VideoWires.StreamUrl(context, video, context.Caller());
}
