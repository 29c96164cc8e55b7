using System.Net;
using System.Net.Sockets;

namespace Matinee.Doors.Shared;

/// <summary>Proxies whose X-Forwarded-For, -Proto and -Host are believed. None by default.</summary>
public sealed record TrustedProxies(IReadOnlyList<IPNetwork> Networks)
{
    public static TrustedProxies None { get; } = new([]);

    public bool Contains(IPAddress address) => Networks.Any(network => network.Contains(Plain(address)));

    /// <summary>::ffff:192.0.2.1 is 192.0.2.1.</summary>
    internal static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}

/// <summary>Where a request comes from, as rate limits count it.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    /// <summary>An IPv4 address, or the /64 of an IPv6 address: one customer has a whole /64.</summary>
    public static string Key(IPAddress? remote, IHeaderDictionary headers, TrustedProxies proxies)
    {
        if (Of(remote, headers, proxies) is not { } address) return "local";
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return $"{new IPAddress(bytes)}/64";
    }

    /// <summary>Null when there is none (a Unix socket).</summary>
    public static IPAddress? Of(IPAddress? remote, IHeaderDictionary headers, TrustedProxies proxies)
    {
        if (remote is null) return null;
        var address = TrustedProxies.Plain(remote);
        var hops = headers["X-Forwarded-For"].SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries)).Reverse();

        // From the nearest hop outwards: each was written by the one before it, so the first that is not a proxy of ours is
        // the client, and what stands beyond it is whatever the client liked to send.
        foreach (var hop in hops)
        {
            if (!proxies.Contains(address) || !TryParse(hop, out var next)) return address;
            address = next;
        }

        return address;
    }

    private static bool TryParse(string hop, out IPAddress address)
    {
        var parsed = IPEndPoint.TryParse(hop, out var endPoint) ? endPoint.Address : null;
        address = parsed is null ? IPAddress.None : TrustedProxies.Plain(parsed);
        return parsed is not null;
    }
}
