using System.Net;
using Matinee.Domain.Statuses;
using Matinee.Doors.Sessions;
using Matinee.Doors.Shared;

namespace Matinee.Server.Configuration;

/// <summary>The settings that all doors share.</summary>
internal static class DoorSettings
{
    private const int MostRequests = 100_000_000;

    public static RateLimitOptions RateLimits(SettingsReader reader)
    {
        var usual = new RateLimitOptions();
        var limits = new RateLimitOptions
        {
            Auth = Limit(nameof(usual.Auth), usual.Auth),
            Search = Limit(nameof(usual.Search), usual.Search),
            Streaming = Limit(nameof(usual.Streaming), usual.Streaming),
            Payment = Limit(nameof(usual.Payment), usual.Payment),
            Party = Limit(nameof(usual.Party), usual.Party),
            General = Limit(nameof(usual.General), usual.General),
            SessionCreate = Limit(nameof(usual.SessionCreate), usual.SessionCreate),
            SessionJoin = Limit(nameof(usual.SessionJoin), usual.SessionJoin),
            SessionMessages = Limit(nameof(usual.SessionMessages), usual.SessionMessages),
            SessionCandidates = Limit(nameof(usual.SessionCandidates), usual.SessionCandidates),
        };
        return limits;

        int Limit(string policy, int otherwise) => (int)reader.Number($"Matinee:RateLimits:{policy}", otherwise, 1, MostRequests);
    }

    public static StatusOptions Statuses(SettingsReader reader)
    {
        var usual = new StatusOptions();
        return usual with
        {
            MostRooms = (int)reader.Number("Matinee:PlayerStatus:MaxRooms", usual.MostRooms, 1, 100_000_000),
            MostUsersOfRoom = (int)reader.Number("Matinee:PlayerStatus:MaxUsersPerRoom", usual.MostUsersOfRoom, 1, 100_000),
            MostBytes = reader.Number("Matinee:PlayerStatus:MaxBytes", usual.MostBytes, 1024 * 1024, long.MaxValue),
            IsReplicated = reader.Text("ConnectionStrings:Redis") is not null,
        };
    }

    /// <summary>Pages that may call us from elsewhere. Unless they are named: the web app's development server, and the public address.</summary>
    public static AllowedOrigins Origins(SettingsReader reader, PublicUrl publicUrl)
    {
        const string Key = "Matinee:Cors:Origins";
        var named = reader.List(Key);
        var origins = new List<string>();
        foreach (var origin in named)
        {
            if (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/")
                origins.Add(uri.GetLeftPart(UriPartial.Authority));
            else
                reader.Fault(Key, $"\"{origin}\" is not an origin such as https://app.example");
        }

        if (named.Count > 0) return new AllowedOrigins(origins);
        return publicUrl.Configured is { } configured
            ? new AllowedOrigins([.. AllowedOrigins.Default.Origins, new Uri(configured).GetLeftPart(UriPartial.Authority)])
            : AllowedOrigins.Default;
    }

    /// <summary>STUN and TURN servers. Without a secret that is shared with them no TURN server takes anybody, and the other way round.</summary>
    public static IceOptions Ice(SettingsReader reader)
    {
        const string TurnUrls = "Matinee:Turn:Urls";
        const string TurnSecret = "Matinee:Turn:Secret";
        var usual = new IceOptions();
        var stun = Urls("Matinee:Ice:Urls", "stun:stun.example:3478", "stun:", "stuns:");
        var turn = Urls(TurnUrls, "turn:turn.example:3478", "turn:", "turns:");
        var secret = reader.Text(TurnSecret);
        if (turn.Count > 0 && secret is null) reader.Fault(TurnSecret, $"is missing, though {TurnUrls} names servers");
        if (turn.Count == 0 && secret is not null) reader.Fault(TurnUrls, $"is missing, though {TurnSecret} is there");
        return new IceOptions { Urls = stun.Count > 0 ? stun : usual.Urls, TurnUrls = turn, TurnSecret = secret };

        IReadOnlyList<string> Urls(string key, string example, params string[] schemes)
        {
            var urls = reader.List(key);
            foreach (var url in urls.Where(url => !Array.Exists(schemes, scheme => IsUrl(url, scheme))))
                reader.Fault(key, $"\"{url}\" is not an address such as {example}");
            return urls;
        }
    }

    /// <summary>RFC 7064 and 7065: a scheme and a host, then perhaps a port and a transport.</summary>
    private static bool IsUrl(string url, string scheme) =>
        url.StartsWith(scheme, StringComparison.Ordinal)
        && Uri.TryCreate($"https://{url[scheme.Length..]}", UriKind.Absolute, out var host)
        && host is { AbsolutePath: "/", Fragment: "", UserInfo: "", Query: "" or "?transport=udp" or "?transport=tcp" }
        && !url[scheme.Length..].StartsWith('/');

    /// <summary>Single addresses or networks (<c>10.0.0.0/8</c>).</summary>
    public static TrustedProxies Proxies(SettingsReader reader)
    {
        const string Key = "Matinee:TrustedProxies";
        var networks = new List<IPNetwork>();
        foreach (var text in reader.List(Key))
        {
            if (IPAddress.TryParse(text, out var address))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(text, out var network))
                networks.Add(network);
            else
                reader.Fault(Key, $"\"{text}\" is neither an address nor a network such as 10.0.0.0/8");
        }

        return new TrustedProxies(networks);
    }
}
