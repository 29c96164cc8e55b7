using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Progress.Issuers;

/// <summary>
/// One issuer's public keys by their id, fetched from the configured address and from nowhere else: when a token names a key
/// that is not known, and once in a while so that withdrawn keys go; never more often than once a minute.
/// </summary>
internal sealed class IssuerKeys(Uri address, HttpClient http, TimeProvider time)
{
    public static readonly TimeSpan LeastPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private const int MostBytes = 256 * 1024;
    private const int MostKeys = 50;

    private static readonly Refusal Unknown = new(RefusalKind.Unauthenticated, "The access token is not valid.");
    private static readonly Refusal Unavailable = new(RefusalKind.Unavailable, "The issuer of this token cannot be reached now. Please try again later.");

    private readonly Lock gate = new();
    private FrozenDictionary<string, IssuerKey>? keys;
    private Task fetching = Task.CompletedTask;
    private DateTimeOffset fetchedAt = DateTimeOffset.MinValue;
    private DateTimeOffset triedAt = DateTimeOffset.MinValue;

    public async Task<Outcome<IssuerKey>> FindAsync(string keyId, CancellationToken ct)
    {
        if (Needs(keyId)) await FetchOnceAsync().WaitAsync(ct);
        var present = Volatile.Read(ref keys);
        if (present is null) return Unavailable;
        return present.TryGetValue(keyId, out var key) ? key : Unknown;
    }

    private bool Needs(string keyId)
    {
        var present = Volatile.Read(ref keys);
        lock (gate) return present is null || !present.ContainsKey(keyId) || time.GetUtcNow() - fetchedAt >= GoodFor;
    }

    /// <summary>The fetch that is under way, a new one, or none because the last is too recent.</summary>
    private Task FetchOnceAsync()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (!fetching.IsCompleted || now - triedAt < LeastPause) return fetching;
            triedAt = now;
            return fetching = FetchAsync(now);
        }
    }

    /// <summary>A failure leaves the keys as they are.</summary>
    private async Task FetchAsync(DateTimeOffset now)
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!response.IsSuccessStatusCode) return;
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            var bytes = new byte[MostBytes + 1];
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, limit.Token);
            if (length > MostBytes) return;
            var read = Parse(bytes.AsMemory(0, length));
            lock (gate)
            {
                Volatile.Write(ref keys, read);
                fetchedAt = now;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or OperationCanceledException or InvalidOperationException)
        {
            // The next token asks again, after the pause.
        }
    }

    private static FrozenDictionary<string, IssuerKey> Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
        var read = new Dictionary<string, IssuerKey>(StringComparer.Ordinal);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array)
            throw new JsonException("This is no key set.");
        foreach (var element in list.EnumerateArray().Take(MostKeys))
        {
            if (IssuerKey.Read(element) is var (id, key)) read.TryAdd(id, key);
        }

        return read.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>An RSA key of at least 2048 bits, for RS256 and nothing else.</summary>
internal sealed class IssuerKey(RSAParameters parameters)
{
    private const int LeastModulusBytes = 2048 / 8;
    private const int MostModulusBytes = 8192 / 8;

    /// <summary>Null for a key of another kind or for another use, which a set may well hold.</summary>
    public static (string Id, IssuerKey Key)? Read(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object || Text(jwk, "kty") != "RSA" || Text(jwk, "kid") is not { } id) return null;
        if (Text(jwk, "use") is not (null or "sig") || Text(jwk, "alg") is not (null or "RS256")) return null;
        if (Bytes(jwk, "n") is not { Length: >= LeastModulusBytes and <= MostModulusBytes } modulus || Bytes(jwk, "e") is not { Length: > 0 and <= 4 } exponent) return null;
        return (id, new IssuerKey(new RSAParameters { Modulus = modulus, Exponent = exponent }));
    }

    public bool Verifies(byte[] signed, byte[] signature)
    {
        try
        {
            using var rsa = RSA.Create(parameters);
            return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            // The issuer publishes numbers that are no key.
            return false;
        }
    }

    private static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement jwk, string name) => Text(jwk, name) is { } text ? Jwt.Decode(text) : null;
}
