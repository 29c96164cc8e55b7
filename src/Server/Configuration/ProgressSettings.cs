using Matinee.Domain.Progress;

namespace Matinee.Server.Configuration;

/// <summary>Who may save progress.</summary>
internal static class ProgressSettings
{
    private const string IssuersKey = "Matinee:Progress:Issuers";

    public static ProgressOptions Read(SettingsReader reader) => new()
    {
        Access = reader.Choice("Matinee:Progress:Auth", "required", "required", "optional", "off") switch
        {
            "optional" => ProgressAccess.Optional,
            "off" => ProgressAccess.Off,
            _ => ProgressAccess.Required,
        },
        Issuers = Issuers(reader),
    };

    /// <summary>Each is an object with Issuer, and Audience and Keys where they are needed; or only the issuer's address.</summary>
    private static IReadOnlyList<TrustedIssuer> Issuers(SettingsReader reader)
    {
        var issuers = new List<TrustedIssuer>();
        foreach (var address in reader.List(IssuersKey)) Add(IssuersKey, address, audience: null, keys: null);
        foreach (var name in reader.NamesUnder(IssuersKey))
        {
            var key = $"{IssuersKey}:{name}";
            if (reader.Text(key) is not null) continue;
            if (reader.Text($"{key}:Issuer") is { } issuer) Add(key, issuer, reader.Text($"{key}:Audience"), reader.Text($"{key}:Keys"));
            else reader.Fault(key, "names no Issuer");
        }

        return issuers;

        void Add(string key, string issuer, string? audience, string? keys)
        {
            var address = keys ?? $"{issuer.TrimEnd('/')}/.well-known/jwks.json";
            if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
                issuers.Add(new TrustedIssuer(issuer, audience, uri));
            else
                reader.Fault(key, $"\"{address}\" is not an address such as https://issuer.example/.well-known/jwks.json");
        }
    }
}
