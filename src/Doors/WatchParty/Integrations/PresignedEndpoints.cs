using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Doors.Shared;
using Matinee.Doors.Shared.OpenApi;
using Matinee.Doors.WatchParty.Videos;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Matinee.Doors.WatchParty.Integrations;

internal static class PresignedEndpoints
{
    private const int LongestName = 1024;
    private const int LongestType = 255;

    public static void MapPresignedUploads(this IEndpointRouteBuilder door)
    {
        door.MapPost("/integrations/s3/presigned-upload/", Presign)
            .Documented("presignUpload", "An address to send a film to: object storage's, or this server's where there is none")
            .Answers(200, typeof(PresignedWire)).Refuses(409, 413, 503);
        door.MapPost("/integrations/s3/upload/{token}/", ReceiveForm).ForAnyone()
            .Documented("receivePresignedForm", "Take the film of a signed address, as a form").Takes(typeof(byte[]), "multipart/form-data")
            .Answers(201, typeof(VideoUploadWire)).Refuses(400, 403, 404, 409, 413, 423, 503);
        door.MapPut("/integrations/s3/upload/{token}/", ReceiveBytes).ForAnyone()
            .Documented("receivePresignedBytes", "Take the film of a signed address").Takes(typeof(byte[]), "application/octet-stream")
            .Answers(201, typeof(VideoUploadWire)).Refuses(400, 403, 404, 409, 413, 423, 503);
    }

    public static async Task<IResult> Presign(HttpContext context, Body<PresignWire, WatchPartyWire> body, PresignedUploads uploads)
    {
        var (name, type, size) = (body.Value.FileName, body.Value.ContentType, body.Value.FileSize);
        var faults = new List<FieldFault>();
        if (string.IsNullOrWhiteSpace(name)) faults.Add(new FieldFault("fileName", "The film's file name is needed."));
        else if (name.Length > LongestName) faults.Add(new FieldFault("fileName", $"A file name has at most {LongestName} characters."));
        if (type is not null && !IsType(type)) faults.Add(new FieldFault("contentType", "This is no content type."));
        if (size is < 1) faults.Add(new FieldFault("fileSize", "A film has at least one byte."));
        if (faults.Count > 0) return WatchPartyWire.Refused(Refusal.Invalid(faults));
        var presigned = await uploads.PresignAsync(context.Caller(), name!, type ?? "application/octet-stream", size, context.RequestAborted);
        return presigned.Match(made => WatchPartyWire.Ok(WireOf(context, made)), WatchPartyWire.Refused);
    }

    /// <summary>As object storage takes it: the fields that were handed out, then the film in a field named file.</summary>
    public static async Task<IResult> ReceiveForm(HttpContext context, string token, PresignedUploads uploads)
    {
        if (!(await uploads.FieldsOfAsync(token, context.RequestAborted)).Succeeded(out var signed, out var fault)) return WatchPartyWire.Refused(fault);
        UploadEndpoints.AllowLargeBody(context);
        if (!UploadForm.TryOpen(context.Request, out var form)) return WatchPartyWire.Refused(UploadForm.NoForm);
        return await ReceiveAsync(async () =>
        {
            if (await form.FindFileAsync(context.RequestAborted) is not { } film) return UploadForm.NoForm;
            if (form.DiffersFrom(signed) is { } field) return new Refusal(RefusalKind.Forbidden, $"The form's field {field} is not the one that was signed, or does not stand before the film.");
            return await uploads.ReceiveAsync(token, film, length: null, context.RequestAborted);
        });
    }

    /// <summary>The film as the whole body.</summary>
    public static Task<IResult> ReceiveBytes(HttpContext context, string token, PresignedUploads uploads)
    {
        UploadEndpoints.AllowLargeBody(context);
        return ReceiveAsync(() => uploads.ReceiveAsync(token, context.Request.Body, context.Request.ContentLength, context.RequestAborted));
    }

    private static async Task<IResult> ReceiveAsync(Func<Task<Outcome<Upload>>> receive)
    {
        try
        {
            return (await receive()).Match(
                upload => WatchPartyWire.Created(new VideoUploadWire(Success: true, upload.Id.Value, upload.Video.Value, "The film has arrived and is being examined.")),
                WatchPartyWire.Refused);
        }
        catch (Exception exception) when (exception is InvalidDataException || (exception is IOException and not BadHttpRequestException))
        {
            return WatchPartyWire.Refused(Refusal.Invalid("file", "The form could not be read: it is malformed or ends too early."));
        }
    }

    private static PresignedWire WireOf(HttpContext context, Presigned made) => new(
        made.BucketAddress?.AbsoluteUri
        ?? $"{context.RequestServices.GetRequiredService<PublicUrl>().Of(context)}/api/integrations/s3/upload/{made.Token}/",
        made.Fields,
        made.Expires,
        made.Upload.Id.Value);

    private static bool IsType(string text) =>
        text.Length <= LongestType && Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(text, out _) && text.All(character => character is >= ' ' and <= '~');
}

/// <param name="FileSize">Bytes.</param>
internal sealed record PresignWire(string? FileName, string? ContentType, long? FileSize);

/// <param name="Fields">To be sent in a form before the film.</param>
/// <param name="UploadId">For the status of the upload, which is shown where those of other uploads are.</param>
internal sealed record PresignedWire(string UploadUrl, IReadOnlyDictionary<string, string> Fields, DateTimeOffset ExpiresAt, string UploadId);
