using Matinee.Domain.Kernel;

namespace Matinee.Doors.Shared;

/// <summary>The id that the answer, the log and an error body share. A client or proxy may give its own.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";
    private const int MostCharacters = 64;

    /// <summary>Settles the request's id and shows it in the answer.</summary>
    public static string Assign(HttpContext context, TimeProvider time)
    {
        var given = context.Request.Headers[Header];
        var id = given is [{ } one] && IsSound(one) ? one : NewId.At(time);
        context.TraceIdentifier = id;
        context.Response.Headers[Header] = id;
        return id;
    }

    public static string Of(HttpContext context) => context.TraceIdentifier;

    // What goes into logs and headers is not for a client to shape.
    private static bool IsSound(string id) =>
        id.Length is > 0 and <= MostCharacters && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');
}
