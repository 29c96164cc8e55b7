using System.Net;
using System.Text;

namespace Matinee.Doors.WatchFlixx;

/// <summary>The codes of this door's errors, and the page that every error points at.</summary>
internal static class WatchFlixxErrors
{
    public const string Path = "/docs/errors";

    public const string ValidationError = "VALIDATION_ERROR";
    public const string BadRequest = "BAD_REQUEST";
    public const string AuthenticationRequired = "AUTHENTICATION_REQUIRED";
    public const string AuthorizationFailed = "AUTHORIZATION_FAILED";
    public const string ResourceNotFound = "RESOURCE_NOT_FOUND";
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";
    public const string Conflict = "CONFLICT";
    public const string PartyFull = "PARTY_FULL";
    public const string PayloadTooLarge = "PAYLOAD_TOO_LARGE";
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";
    public const string RateLimitExceeded = "RATE_LIMIT_EXCEEDED";
    public const string InternalError = "INTERNAL_ERROR";
    public const string ServiceUnavailable = "SERVICE_UNAVAILABLE";

    private static readonly IReadOnlyList<(string Code, int Status, string Meaning)> Meanings =
    [
        (BadRequest, 400, "The request could not be read: the JSON is malformed, a value has another type than documented, or a property is there twice."),
        (AuthenticationRequired, 401, "There is no access token, or it is not valid any more. Log in again, or use the refresh token."),
        (AuthorizationFailed, 403, "The token is good, but its owner may not do this."),
        (ResourceNotFound, 404, "It does not exist, or the caller may not know that it does."),
        (MethodNotAllowed, 405, "The path exists, but takes other methods; the Allow header names them."),
        (Conflict, 409, "It contradicts what is there: the e-mail is taken, the party has started or has ended."),
        (PartyFull, 409, "All seats of the party are taken."),
        (PayloadTooLarge, 413, "The body is larger than this server takes. A JSON body has at most 1 MiB."),
        (UnsupportedMediaType, 415, "The body must be application/json in UTF-8, where nothing else is documented."),
        (ValidationError, 422, "The request was understood, but values in it are not allowed. details names each field, with a sentence and a code."),
        (RateLimitExceeded, 429, "Too many requests. retryAfter and the Retry-After header say in how many seconds there is room again."),
        (InternalError, 500, "A fault of the server. The log has it under the requestId."),
        (ServiceUnavailable, 503, "A part of the server that this needs is busy or missing at the moment. Try again later."),
    ];

    private static readonly string Page = Render();

    public static IResult ShowPage() => Results.Content(Page, "text/html; charset=utf-8");

    private static string Render()
    {
        var rows = new StringBuilder();
        foreach (var (code, status, meaning) in Meanings)
            rows.Append($"<dt id=\"{code}\"><code>{code}</code> ({status})</dt><dd>{WebUtility.HtmlEncode(meaning)}</dd>\n");
        return $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Error codes</title>
            <h1>Error codes</h1>
            <p>Every error of <code>/v1</code> has one of these codes in <code>error.code</code>.</p>
            <dl>
            {rows}</dl>
            </html>
            """;
    }
}
