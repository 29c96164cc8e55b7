using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Matinee.Domain.Progress.Issuers;

/// <summary>The parts of a compact JWT as they stand in it; nothing here is believed before the signature is verified.</summary>
internal sealed record Jwt
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    // The year 9999: what fits into a time.
    private const double LastSecond = 253_402_300_799;

    public string? Algorithm { get; private init; }

    public string? KeyId { get; private init; }

    /// <summary>It names extensions that must be understood.</summary>
    public bool IsCritical { get; private init; }

    public string? Issuer { get; private init; }

    public string? Subject { get; private init; }

    /// <summary>Empty without the claim; null when it is malformed.</summary>
    public IReadOnlyList<string>? Audiences { get; private init; }

    public DateTimeOffset? Expires { get; private init; }

    public DateTimeOffset? NotBefore { get; private init; }

    public required string Signed { get; init; }

    public required byte[] Signature { get; init; }

    /// <summary>Null for what is no JWT.</summary>
    public static Jwt? Parse(string token, int mostCharacters)
    {
        if (token.Length > mostCharacters || !Ascii.IsValid(token)) return null;
        var parts = token.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } payload || Decode(parts[2]) is not { } signature) return null;
        try
        {
            using var head = JsonDocument.Parse(header, Strict);
            using var body = JsonDocument.Parse(payload, Strict);
            if (head.RootElement.ValueKind != JsonValueKind.Object || body.RootElement.ValueKind != JsonValueKind.Object) return null;
            var notBefore = Time(body.RootElement, "nbf", out var isNotBeforeRead);
            return new Jwt
            {
                Algorithm = Text(head.RootElement, "alg"),
                KeyId = Text(head.RootElement, "kid"),
                IsCritical = head.RootElement.TryGetProperty("crit", out _) || !isNotBeforeRead,
                Issuer = Text(body.RootElement, "iss"),
                Subject = Text(body.RootElement, "sub"),
                Audiences = AudiencesOf(body.RootElement),
                Expires = Time(body.RootElement, "exp", out _),
                NotBefore = notBefore,
                Signed = token[..(parts[0].Length + 1 + parts[1].Length)],
                Signature = signature,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second: a text that is none (half of a surrogate pair).
            return null;
        }
    }

    /// <summary>RFC 7515, 2: no padding and no white space, which the framework would take.</summary>
    internal static byte[]? Decode(string text) =>
        text.AsSpan().ContainsAny(" \t\r\n=") || !Base64Url.IsValid(text) ? null : Base64Url.DecodeFromChars(text);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement element, string name, out bool isRead)
    {
        isRead = !element.TryGetProperty(name, out var value);
        if (isRead || value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || seconds is not (>= 0 and <= LastSecond)) return null;
        isRead = true;
        return DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
    }

    private static IReadOnlyList<string>? AudiencesOf(JsonElement body)
    {
        if (!body.TryGetProperty("aud", out var value)) return [];
        if (value.ValueKind == JsonValueKind.String) return [value.GetString()!];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String)) return null;
        return [.. value.EnumerateArray().Select(one => one.GetString()!)];
    }
}
