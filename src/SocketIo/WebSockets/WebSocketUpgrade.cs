using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Matinee.SocketIo.WebSockets;

/// <summary>The HTTP side of a WebSocket: the opening handshake of RFC 6455 for HTTP/1.1 and of RFC 8441 for HTTP/2.</summary>
internal static class WebSocketUpgrade
{
    private const string Version = "13";
    private const int KeyBytes = 16;

    private static ReadOnlySpan<byte> AcceptSuffix => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>Whether the client asks for a WebSocket, rightly or wrongly.</summary>
    public static bool IsAskedFor(HttpContext context) =>
        IsExtendedConnect(context)
        || (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && HttpMethods.IsGet(context.Request.Method)
            && HasToken(context.Request.Headers.Upgrade, "websocket"));

    /// <summary>Whether it asks as the protocol says; else the answer's status and headers are set.</summary>
    public static bool Check(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.SecWebSocketVersion != Version)
        {
            context.Response.Headers.SecWebSocketVersion = Version;
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return false;
        }

        if (IsExtendedConnect(context) || (HasToken(headers.Connection, "Upgrade") && IsKey(headers.SecWebSocketKey.ToString())))
            return true;
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return false;
    }

    /// <summary>Answers a request that passed <see cref="Check"/>. What is read and written from now on are frames.</summary>
    public static async Task<Stream> AcceptAsync(HttpContext context)
    {
        if (IsExtendedConnect(context, out var connect))
            return await connect.AcceptAsync();
        var upgrade = context.Features.GetRequiredFeature<IHttpUpgradeFeature>();
        var headers = context.Response.Headers;
        headers.Connection = HeaderNames.Upgrade;
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = AcceptKey(context.Request.Headers.SecWebSocketKey.ToString());
        return await upgrade.UpgradeAsync();
    }

    // SHA-1 is what the handshake asks for; it proves that the server speaks the protocol and protects nothing.
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455, section 4.2.2")]
    private static string AcceptKey(string key) => Convert.ToBase64String(SHA1.HashData([.. Encoding.ASCII.GetBytes(key), .. AcceptSuffix]));

    private static bool IsKey(string key)
    {
        Span<byte> decoded = stackalloc byte[KeyBytes];
        return key.Length == 24 && Convert.TryFromBase64String(key, decoded, out var length) && length == KeyBytes;
    }

    private static bool HasToken(Microsoft.Extensions.Primitives.StringValues values, string token)
    {
        foreach (var value in values)
        {
            foreach (var one in value.AsSpan().Split(','))
            {
                if (value.AsSpan()[one].Trim().Equals(token, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }

    private static bool IsExtendedConnect(HttpContext context) => IsExtendedConnect(context, out _);

    private static bool IsExtendedConnect(HttpContext context, [NotNullWhen(true)] out IHttpExtendedConnectFeature? connect)
    {
        connect = context.Features.Get<IHttpExtendedConnectFeature>();
        return connect is { IsExtendedConnect: true } && string.Equals(connect.Protocol, "websocket", StringComparison.OrdinalIgnoreCase);
    }
}
