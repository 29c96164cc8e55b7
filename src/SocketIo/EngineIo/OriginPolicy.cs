using System.Text;
using Microsoft.AspNetCore.Http;

namespace Matinee.SocketIo.EngineIo;

/// <summary>
/// Which pages may connect. The same-origin policy does not hold for WebSockets, so the server checks: no Origin (not
/// a browser), its own host, or a listed origin. The scheme of the own host is not compared, because a proxy that ends
/// TLS shows this server plain HTTP.
/// </summary>
internal sealed class OriginPolicy(IReadOnlyList<string> allowed)
{
    private readonly bool _any = allowed.Contains("*", StringComparer.Ordinal);

    private readonly HashSet<string> _listed =
        new(allowed.Select(origin => origin.TrimEnd('/')), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the request may go on; if so, the CORS headers are on its response.</summary>
    public bool Admit(HttpContext context)
    {
        var header = context.Request.Headers.Origin;
        if (header.Count == 0)
            return true;
        if (header.Count > 1)
            return false;
        var origin = header[0] ?? "";
        var known = _listed.Contains(origin) || IsOwn(origin, context.Request.Host);
        if (!known && !_any)
            return false;

        var response = context.Response.Headers;
        response.AccessControlAllowOrigin = known ? origin : "*";
        response.Vary = "Origin";
        if (known)
            response.AccessControlAllowCredentials = "true";
        return true;
    }

    public static void AnswerPreflight(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        var headers = context.Response.Headers;
        if (headers.AccessControlAllowOrigin.Count == 0)
            return;
        headers.AccessControlAllowMethods = "GET,POST";
        headers.AccessControlMaxAge = "600";
        var asked = context.Request.Headers.AccessControlRequestHeaders.ToString();
        if (asked.Length is > 0 and <= 1000 && Ascii.IsValid(asked) && !asked.Any(char.IsControl))
            headers.AccessControlAllowHeaders = asked;
    }

    private static bool IsOwn(string origin, HostString host) =>
        host.HasValue
        && (string.Equals(origin, "https://" + host.Value, StringComparison.OrdinalIgnoreCase)
            || string.Equals(origin, "http://" + host.Value, StringComparison.OrdinalIgnoreCase));
}
