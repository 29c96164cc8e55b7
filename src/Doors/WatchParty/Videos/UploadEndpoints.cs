using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Doors.Shared;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace Matinee.Doors.WatchParty.Videos;

internal static class UploadEndpoints
{
    // A phone that changes networks pauses longer than Kestrel's usual five seconds; bytes a second.
    private static readonly MinDataRate SlowestUpload = new(bytesPerSecond: 100, gracePeriod: TimeSpan.FromSeconds(40));

    public static async Task<IResult> UploadVideo(HttpContext context, Uploads uploads)
    {
        AllowLargeBody(context);
        if (!UploadForm.TryOpen(context.Request, out var form)) return WatchPartyWire.Refused(UploadForm.NoForm);
        if (!uploads.Begin(context.Caller(), context.Request.ContentLength).Succeeded(out var film, out var refusal))
            return WatchPartyWire.Refused(refusal);
        await using (film)
        {
            var completed = await ReceiveAsync(form, film, uploads, context.RequestAborted);
            return completed.Match(
                video => WatchPartyWire.Created(new VideoUploadWire(
                    Success: true,
                    video.Upload.Value,
                    video.Id.Value,
                    "The film has arrived and is being examined.")),
                WatchPartyWire.Refused);
        }
    }

    public static async Task<IResult> ShowUploadStatus(HttpContext context, string uploadId, Uploads uploads, Library library, TimeProvider time)
    {
        if (!Guid.TryParseExact(uploadId, "D", out var uuid)) return WatchPartyWire.Refused(Refusal.NotFound("The upload"));
        var found = await uploads.FindAsync(context.Caller(), new UploadId(uuid.ToString("D")), context.RequestAborted);
        if (!found.Succeeded(out var video, out var refusal)) return WatchPartyWire.Refused(refusal);
        var state = await library.ProcessingOfAsync(video, context.RequestAborted);
        return WatchPartyWire.Ok(video.ToUploadStatus(state, time.GetUtcNow()));
    }

    private static async Task<Outcome<Video>> ReceiveAsync(UploadForm form, IncomingFilm film, Uploads uploads, CancellationToken ct)
    {
        try
        {
            var read = await form.ReadAsync(film, ct);
            if (read.IsRefused(out var refusal)) return refusal;
        }
        catch (Exception exception) when (exception is InvalidDataException || (exception is IOException and not BadHttpRequestException))
        {
            return Refusal.Invalid("file", "The form could not be read: it is malformed or ends too early.");
        }

        return await uploads.CompleteAsync(film, form.FileName, form.Details);
    }

    // The form and the film count their bytes themselves. Kestrel's own limit would cut the connection before a client that is
    // still sending has read why its film was refused; without it the rest is read and dropped for some seconds first.
    private static void AllowLargeBody(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = SlowestUpload;
    }
}
