using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Matinee.SocketIo.EngineIo;

/// <summary>
/// Copies of what is worth keeping of the first HTTP request; the request itself is recycled. Kept small, for every
/// connection has one: collections are made when they are asked for.
/// </summary>
internal sealed class EngineHandshake
{
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());

    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly string _query;

    public EngineHandshake(HttpContext context, TimeProvider clock)
    {
        _headers = [.. context.Request.Headers.Where(header => !IsAboutTheConnection(header.Key))];
        _query = context.Request.QueryString.Value ?? "";
        RemoteAddress = context.Connection.RemoteIpAddress;
        User = context.Features.Get<IHttpAuthenticationFeature>()?.User ?? Nobody;
        Scheme = context.Request.Scheme;
        Host = context.Request.Host.Value ?? "";
        Time = clock.GetUtcNow();
    }

    public IHeaderDictionary Headers => new HeaderDictionary(new Dictionary<string, StringValues>(_headers, StringComparer.OrdinalIgnoreCase));

    public IQueryCollection Query => new QueryCollection(QueryHelpers.ParseQuery(_query));

    public IPAddress? RemoteAddress { get; }

    public ClaimsPrincipal User { get; }

    public string Scheme { get; }

    public string Host { get; }

    public DateTimeOffset Time { get; }

    private static bool IsAboutTheConnection(string name) =>
        name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.Connection, StringComparison.OrdinalIgnoreCase)
        || name.Equals(HeaderNames.Upgrade, StringComparison.OrdinalIgnoreCase);
}
