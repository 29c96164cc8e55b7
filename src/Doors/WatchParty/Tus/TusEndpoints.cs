using System.Globalization;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Doors.Shared;
using Matinee.Doors.Shared.OpenApi;
using Matinee.Doors.WatchParty.Videos;

namespace Matinee.Doors.WatchParty.Tus;

internal static class TusEndpoints
{
    private const string One = "/uploads/{uploadId}";

    /// <summary>Opening an upload counts as a request of its account; the pieces of one film are as many as its client likes.</summary>
    public static void MapTus(this IEndpointRouteBuilder door)
    {
        var tus = door.MapGroup("").RequireCors(TusCrossOrigin.Policy).AddEndpointFilter(CheckVersionAsync);
        tus.MapMethods("/uploads/", [HttpMethods.Options], ShowAbilities).ForAnyone()
            .Documented("showTusAbilities", "What this server can do of the tus protocol, as headers").Answers(204);
        tus.MapMethods(One, [HttpMethods.Options], ShowAbilities).ForAnyone()
            .Documented("showTusAbilitiesOfUpload", "As showTusAbilities").Answers(204);
        tus.MapPost("/uploads/", CreateUpload)
            .Documented("createResumableUpload", "Begin an upload in pieces (tus 1.0); Location names it")
            .Takes(typeof(byte[]), TusWire.ContentType, isRequired: false).Answers(201).Refuses(400, 404, 409, 412, 413, 423, 460, 503);
        tus.MapMethods(One, [HttpMethods.Head], ShowOffset).CountedByHandler()
            .Documented("showResumableUpload", "How many bytes of an upload are safe, as headers").Answers(200).Refuses(404, 412);
        tus.MapPatch(One, AppendToUpload).CountedByHandler()
            .Documented("appendToResumableUpload", "The next bytes of an upload")
            .Takes(typeof(byte[]), TusWire.ContentType).Answers(204).Refuses(400, 404, 409, 412, 413, 415, 423, 460, 503);
        tus.MapDelete(One, TerminateUpload).CountedByHandler()
            .Documented("terminateResumableUpload", "Give an upload up").Answers(204).Refuses(404, 412);
        tus.MapPost(One, Override).CountedByHandler()
            .Documented("overrideResumableUploadMethod", "PATCH, DELETE or HEAD for clients that cannot send them, named by X-HTTP-Method-Override")
            .Takes(typeof(byte[]), TusWire.ContentType, isRequired: false).Answers(204).Answers(200).Refuses(400, 404, 405, 409, 412, 413, 415, 423, 460, 503);
    }

    public static IResult ShowAbilities(HttpContext context, ResumableUploads uploads)
    {
        var headers = context.Response.Headers;
        headers["Tus-Version"] = TusWire.Version;
        headers["Tus-Extension"] = TusWire.Extensions;
        headers["Tus-Max-Size"] = TusWire.Text(uploads.MaxBytes);
        headers["Tus-Checksum-Algorithm"] = TusChecksum.Algorithms;
        return Results.NoContent();
    }

    public static async Task<IResult> CreateUpload(HttpContext context, ResumableUploads uploads)
    {
        var headers = context.Request.Headers;
        if (headers.ContainsKey("Upload-Concat")) return TusWire.NoParallelParts;
        if (TusWire.Number(headers, "Upload-Length") is not { } size) return WatchPartyWire.Refused(TusWire.Missing("Upload-Length"));
        if (!TusMetadata.Read(headers).Succeeded(out var metadata, out var refusal)) return WatchPartyWire.Refused(refusal);
        var created = await uploads.CreateAsync(
            context.Caller(),
            new NewUpload(UploadSource.Tus, size, metadata.FileName, metadata.Details, metadata.Raw),
            context.RequestAborted);
        if (!created.Succeeded(out var upload, out refusal)) return WatchPartyWire.Refused(refusal);

        // Relative to the address that the client used: right behind every proxy.
        context.Response.Headers.Location = $"/api/uploads/{upload.Id}";
        if (IsFilm(context.Request) || size == 0)
        {
            var appended = await AppendAsync(context, uploads, upload.Id, offset: 0);
            return appended ?? Results.StatusCode(StatusCodes.Status201Created);
        }

        TusWire.Describe(context, upload);
        return Results.StatusCode(StatusCodes.Status201Created);
    }

    public static async Task<IResult> ShowOffset(HttpContext context, string uploadId, ResumableUploads uploads)
    {
        if (IdOf(uploadId) is not { } id) return NoUpload;
        var found = await uploads.ResumeAsync(context.Caller(), id, context.RequestAborted);
        if (!found.Succeeded(out var upload, out var refusal)) return WatchPartyWire.Refused(refusal);
        if (upload.Status is UploadStatus.Failed) return NoUpload;
        TusWire.Describe(context, upload);
        if (upload.Size is { } size) context.Response.Headers["Upload-Length"] = TusWire.Text(size);
        if (upload.Metadata.Length > 0) context.Response.Headers["Upload-Metadata"] = upload.Metadata;
        return Results.Ok();
    }

    public static async Task<IResult> AppendToUpload(HttpContext context, string uploadId, ResumableUploads uploads)
    {
        if (!IsFilm(context.Request)) return TusWire.WrongType;
        if (TusWire.Number(context.Request.Headers, "Upload-Offset") is not { } offset) return WatchPartyWire.Refused(TusWire.Missing("Upload-Offset"));
        return IdOf(uploadId) is { } id ? await AppendAsync(context, uploads, id, offset) ?? Results.NoContent() : NoUpload;
    }

    public static async Task<IResult> TerminateUpload(HttpContext context, string uploadId, ResumableUploads uploads)
    {
        if (IdOf(uploadId) is not { } id) return NoUpload;
        var terminated = await uploads.TerminateAsync(context.Caller(), id, context.RequestAborted);
        return terminated.Match(_ => Results.NoContent(), WatchPartyWire.Refused);
    }

    /// <summary>For clients whose environment has no PATCH or DELETE.</summary>
    public static Task<IResult> Override(HttpContext context, string uploadId, ResumableUploads uploads) =>
        context.Request.Headers["X-HTTP-Method-Override"].ToString().ToUpperInvariant() switch
        {
            "PATCH" => AppendToUpload(context, uploadId, uploads),
            "DELETE" => TerminateUpload(context, uploadId, uploads),
            "HEAD" => ShowOffset(context, uploadId, uploads),
            _ => Task.FromResult(TusWire.Problem(StatusCodes.Status405MethodNotAllowed, "X-HTTP-Method-Override names no method of an upload.")),
        };

    private static IResult NoUpload => WatchPartyWire.Refused(Refusal.NotFound("The upload"));

    /// <summary>Null when all bytes were taken; the answer's headers are set.</summary>
    private static async Task<IResult?> AppendAsync(HttpContext context, ResumableUploads uploads, UploadId id, long offset)
    {
        if (!TusChecksum.TryRead(context.Request.Headers, out var checksum, out var fault)) return WatchPartyWire.Refused(fault!);
        UploadEndpoints.AllowLargeBody(context);
        var appended = await uploads.AppendAsync(
            context.Caller(), id, offset, context.Request.ContentLength, context.Request.Body, checksum, context.RequestAborted);
        if (!appended.Succeeded(out var result, out var refusal)) return WatchPartyWire.Refused(refusal);
        if (result.End is AppendEnd.Received && result.Upload.Status is not UploadStatus.Failed)
        {
            TusWire.Describe(context, result.Upload);
            return null;
        }

        return result.End switch
        {
            AppendEnd.Busy => TusWire.Busy,
            AppendEnd.WrongOffset => TusWire.WrongOffset,
            AppendEnd.WrongChecksum => TusWire.WrongChecksum,
            AppendEnd.Received => NoUpload,
        };
    }

    private static async ValueTask<object?> CheckVersionAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        TusWire.Announce(context);
        if (HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers["Tus-Resumable"] == TusWire.Version) return await next(call);
        context.Response.Headers["Tus-Version"] = TusWire.Version;
        return TusWire.Problem(
            StatusCodes.Status412PreconditionFailed,
            string.Create(CultureInfo.InvariantCulture, $"This server speaks tus {TusWire.Version}; say so in the header Tus-Resumable."));
    }

    private static bool IsFilm(HttpRequest request) =>
        string.Equals(request.ContentType, TusWire.ContentType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Ids are lower-case UUIDs; whatever else a client sends names nothing.</summary>
    private static UploadId? IdOf(string id) => Guid.TryParseExact(id, "D", out var uuid) ? new UploadId(uuid.ToString("D")) : null;
}
