using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Matinee.SocketIo.Bare;

/// <summary>The WebSocket handshake of a client that sends its request in one piece and then waits.</summary>
internal static class Handshake
{
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3

    public static Request? Accept(Socket socket)
    {
        Span<byte> bytes = stackalloc byte[2048];
        var text = Encoding.ASCII.GetString(bytes[..socket.Receive(bytes)]);
        if (!text.EndsWith("\r\n\r\n", StringComparison.Ordinal)) return null;
        if (Between(text, "Sec-WebSocket-Key: ", "\r\n") is not { } key) return null;
        // SHA-1 is what the protocol names; nothing is secured with it.
#pragma warning disable CA5350
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeySuffix)));
#pragma warning restore CA5350
        socket.Send(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
        var target = Between(text, "GET ", " ") ?? "";
        return new Request(Between(target + "&", "room=", "&") ?? "", target.Contains("publishes=1", StringComparison.Ordinal));
    }

    private static string? Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal);
        if (start < 0) return null;
        start += before.Length;
        var end = text.IndexOf(after, start, StringComparison.Ordinal);
        return end < 0 ? null : text[start..end];
    }

    internal sealed record Request(string Room, bool Publishes);
}
