using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Matinee.SocketIo.EngineIo;

/// <summary>Copies of what is worth keeping of the first HTTP request; the request itself is recycled.</summary>
internal sealed record EngineHandshake(
    IHeaderDictionary Headers,
    IQueryCollection Query,
    IPAddress? RemoteAddress,
    ClaimsPrincipal User,
    string Scheme,
    string Host,
    DateTimeOffset Time)
{
    public static EngineHandshake Of(HttpContext context, TimeProvider clock)
    {
        var headers = new Dictionary<string, StringValues>(context.Request.Headers.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in context.Request.Headers)
            headers[name] = value;
        return new EngineHandshake(
            new HeaderDictionary(headers),
            context.Request.Query,
            context.Connection.RemoteIpAddress,
            context.User,
            context.Request.Scheme,
            context.Request.Host.Value ?? "",
            clock.GetUtcNow());
    }
}
