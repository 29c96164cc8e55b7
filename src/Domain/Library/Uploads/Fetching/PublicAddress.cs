using System.Net;
using System.Net.Sockets;

namespace Matinee.Domain.Library;

/// <summary>
/// Which addresses belong to the public internet, by the special-purpose registries of IANA (RFC 6890 and its successors). An
/// address that translates to another (mapped, NAT64, 6to4, Teredo) is judged by that or refused: a server that fetches what a
/// user names must not reach its own machine, its network, or the metadata service of its cloud.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Reserved =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    // All that is given out of IPv6. NAT64 (64:ff9b::), unique local, link local, site local and multicast lie outside.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily is AddressFamily.InterNetworkV6 && (address.ScopeId != 0 || !Global.Contains(address))) return false;
        return address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            && !Array.Exists(Reserved, network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }
}
