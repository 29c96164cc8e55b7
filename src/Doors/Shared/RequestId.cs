using Matinee.Domain.Kernel;

namespace Matinee.Doors.Shared;

/// <summary>
/// The id that the answer, the log and an error body share. It is never the client's own: that would be a way to write into
/// the log.
/// </summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";

    /// <summary>Settles the request's id and shows it in the answer; one that the host has given stays.</summary>
    public static string Assign(HttpContext context, TimeProvider time)
    {
        if (context.Response.Headers[Header] is [{ } given]) return given;
        context.TraceIdentifier = NewId.At(time);
        context.Response.Headers[Header] = context.TraceIdentifier;
        return context.TraceIdentifier;
    }

    public static string Of(HttpContext context) => context.TraceIdentifier;
}
