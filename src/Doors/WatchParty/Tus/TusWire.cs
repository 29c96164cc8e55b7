using System.Globalization;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchParty.Tus;

/// <summary>Headers and statuses of tus 1.0 (tus.io/protocols/resumable-upload). What is refused has this door's usual body.</summary>
internal static class TusWire
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,termination,expiration,checksum";
    public const string ContentType = "application/offset+octet-stream";

    // The specification of the checksum extension chose this number.
    public const int ChecksumMismatch = 460;

    public static void Announce(HttpContext context)
    {
        context.Response.Headers["Tus-Resumable"] = Version;
        context.Response.Headers.CacheControl = "no-store";
    }

    /// <summary>Where the upload goes on, and until when; the film itself when it is complete.</summary>
    public static void Describe(HttpContext context, Upload upload)
    {
        var headers = context.Response.Headers;
        headers["Upload-Offset"] = Text(upload.Received);
        if (upload.Status is UploadStatus.Receiving) headers["Upload-Expires"] = upload.ExpiresAt.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
    }

    public static IResult Problem(int status, string sentence) => WatchPartyWire.Problem(status, sentence);

    public static IResult Busy => Problem(StatusCodes.Status423Locked, "Another connection is sending this film. Try again in a moment.");

    public static IResult WrongOffset => Problem(StatusCodes.Status409Conflict, "The film does not go on at this offset. Ask where it does.");

    public static IResult WrongChecksum => Problem(ChecksumMismatch, "The bytes do not match their checksum and were dropped. Send them again.");

    public static IResult NoParallelParts =>
        Problem(StatusCodes.Status400BadRequest, "This server does not join parts that were sent in parallel (Upload-Concat). Send the film as one upload.");

    public static IResult WrongType =>
        Problem(StatusCodes.Status415UnsupportedMediaType, $"The bytes of a film are sent as {ContentType}.");

    /// <summary>One number of at most 18 digits: nothing that could be taken for another number elsewhere.</summary>
    public static long? Number(IHeaderDictionary headers, string name) =>
        headers[name] is [{ Length: > 0 and <= 18 } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public static Refusal Missing(string header) => new(RefusalKind.Invalid, $"The header {header} is missing or is no whole number.");

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
