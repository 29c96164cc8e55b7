using Microsoft.AspNetCore.Http.Features;

namespace Matinee.Doors.Shared;

/// <summary>
/// Parts of a path as the client escaped them. The server leaves <c>%2F</c> as it is and decodes <c>%252F</c> to the same three
/// characters; where ids are opaque the two must stay two.
/// </summary>
internal static class RawPath
{
    /// <summary>The part that the route calls <paramref name="name"/>, decoded.</summary>
    /// <param name="fromEnd">Its place: 0 for the last part of the path.</param>
    public static string Part(HttpContext context, string name, int fromEnd)
    {
        var routed = (string)context.Request.RouteValues[name]!;
        if (!routed.Contains('%')) return routed;
        var raw = (context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").AsSpan();
        if (raw.IndexOf('?') is >= 0 and var query) raw = raw[..query];
        raw = raw.TrimEnd('/');
        for (var i = 0; i < fromEnd && raw.LastIndexOf('/') is >= 0 and var slash; i++) raw = raw[..slash];
        var part = Uri.UnescapeDataString(raw[(raw.LastIndexOf('/') + 1)..]);

        // Of a path that the server shortened (dot segments) the raw part may be another one.
        return Same(part, routed) ? part : routed;
    }

    private static bool Same(string part, string routed) =>
        string.Equals(part.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), routed.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), StringComparison.Ordinal);
}
