using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Doors.Shared;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace Matinee.Doors.WatchParty.Videos;

internal static class UploadEndpoints
{
    // A phone that changes networks pauses longer than Kestrel's usual five seconds; bytes a second.
    private static readonly MinDataRate SlowestUpload = new(bytesPerSecond: 100, gracePeriod: TimeSpan.FromSeconds(40));

    public static async Task<IResult> UploadVideo(HttpContext context, Uploads uploads, PresignedUploads remote)
    {
        AllowLargeBody(context);
        if (!UploadForm.TryOpen(context.Request, out var form)) return WatchPartyWire.Refused(UploadForm.NoForm);
        var begun = await uploads.BeginAsync(context.Caller(), context.Request.ContentLength, context.RequestAborted);
        if (!begun.Succeeded(out var film, out var refusal))
            return WatchPartyWire.Refused(refusal);
        await using (film)
        {
            var received = await MultipartRequests.GuardAsync(() => form.ReadAsync(film, context.RequestAborted));
            if (received.IsRefused(out refusal)) return WatchPartyWire.Refused(refusal);
            if (form.SourceUrl is { } address) return await FetchAsync(context, address, form.Details, remote);
            var completed = await uploads.CompleteAsync(film, form.FileName, form.Details);
            return completed.Match(
                video => WatchPartyWire.Created(new VideoUploadWire(
                    Success: true,
                    video.Upload.Value,
                    video.Id.Value,
                    "The film has arrived and is being examined.")),
                WatchPartyWire.Refused);
        }
    }

    public static async Task<IResult> ShowUploadStatus(HttpContext context, string uploadId, UploadStatuses statuses)
    {
        var found = await statuses.FindAsync(context.Caller(), uploadId, context.RequestAborted);
        return found.Match(WatchPartyWire.Ok, WatchPartyWire.Refused);
    }

    private static async Task<IResult> FetchAsync(HttpContext context, string address, VideoDetails details, PresignedUploads remote)
    {
        var begun = await remote.FetchAsync(context.Caller(), address, details, context.RequestAborted);
        return begun.Match(
            upload => WatchPartyWire.Created(new VideoUploadWire(Success: true, upload.Id.Value, upload.Video.Value, "The film is being fetched.")),
            WatchPartyWire.Refused);
    }

    // The form and the film count their bytes themselves. Kestrel's own limit would cut the connection before a client that is
    // still sending has read why its film was refused; without it the rest is read and dropped for some seconds first.
    internal static void AllowLargeBody(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = SlowestUpload;
    }
}
