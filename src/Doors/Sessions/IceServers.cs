using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Matinee.Doors.Sessions;

/// <summary>Which servers browsers use to find a way to each other; configuration <c>Matinee:Ice</c> and <c>Matinee:Turn</c>.</summary>
public sealed record IceOptions
{
    /// <summary>STUN servers.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["stun:stun.l.google.com:19302", "stun:stun1.l.google.com:19302"];

    /// <summary>TURN servers that share <see cref="TurnSecret"/> with us.</summary>
    public IReadOnlyList<string> TurnUrls { get; init; } = [];

    /// <summary>coturn's <c>static-auth-secret</c>.</summary>
    public string? TurnSecret { get; init; }

    // A record's own text would carry the secret into logs.
    public override string ToString() => nameof(IceOptions);
}

/// <summary>An RTCIceServer of the WebRTC API.</summary>
internal sealed record IceServerWire(string Urls)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Username { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Credential { get; init; }
}

/// <summary>
/// The servers for one member. TURN credentials follow coturn's shared-secret scheme (draft-uberti-behave-turn-rest): the user
/// name says until when it is good and for whom, the password is its HMAC, so that the TURN server needs no list of users.
/// </summary>
internal sealed class IceServers(IceOptions options)
{
    public IReadOnlyList<IceServerWire> For(string userId, DateTimeOffset until)
    {
        var servers = options.Urls.Select(url => new IceServerWire(url)).ToList();
        if (options.TurnSecret is not { } secret) return servers;
        var username = string.Create(CultureInfo.InvariantCulture, $"{until.ToUnixTimeSeconds()}:{userId}");

        // SHA-1 is the scheme's; as an HMAC it is not broken.
        var credential = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username)));
        servers.AddRange(options.TurnUrls.Select(url => new IceServerWire(url) { Username = username, Credential = credential }));
        return servers;
    }
}
