using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Matinee.SocketIo;

/// <summary>
/// What the client showed when it connected. The HTTP values are those of its first request and outlive it,
/// also when the session moves from polling to WebSocket.
/// </summary>
public sealed class SocketIoHandshake
{
    private readonly EngineIo.EngineHandshake _engine;

    internal SocketIoHandshake(EngineIo.EngineHandshake engine, JsonElement auth)
    {
        _engine = engine;
        Auth = auth;
    }

    /// <summary>The namespace's <c>auth</c> object; <c>{}</c> if the client sent none.</summary>
    public JsonElement Auth { get; }

    /// <summary>Without those that are about the connection (Upgrade, Sec-WebSocket-…). Made anew at each call.</summary>
    public IHeaderDictionary Headers => _engine.Headers;

    /// <summary>Made anew at each call.</summary>
    public IQueryCollection Query => _engine.Query;

    public IPAddress? RemoteAddress => _engine.RemoteAddress;

    /// <summary>Who the middleware in front of the endpoint, if any, took the first request for.</summary>
    public ClaimsPrincipal User => _engine.User;

    public string Scheme => _engine.Scheme;

    public string Host => _engine.Host;

    /// <summary>When the first request came.</summary>
    public DateTimeOffset Time => _engine.Time;
}
