using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>The bucket that clients send films to, by forms that we sign, and from which they are fetched.</summary>
public sealed partial class Bucket(BucketOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RequestLifetime = TimeSpan.FromMinutes(5);

    // Until an answer begins.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(37);

    private readonly SignatureV4 signature = new(options.AccessKey, options.SecretKey, options.Region);
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(13) });

    public Uri Address { get; } = new($"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(options.Bucket)}");

    public static string KeyOf(UploadId upload) => $"uploads/{upload}";

    /// <summary>The fields of a form that puts one object of at most <paramref name="mostBytes"/> into the bucket.</summary>
    public IReadOnlyDictionary<string, string> FormOf(string key, string contentType, long leastBytes, long mostBytes, DateTimeOffset expires)
    {
        var now = time.GetUtcNow();
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["key"] = key,
            ["Content-Type"] = contentType,
            ["x-amz-algorithm"] = SignatureV4.Algorithm,
            ["x-amz-credential"] = signature.Credential(now),
            ["x-amz-date"] = SignatureV4.TimeText(now),
        };
        var conditions = fields.Select(object (field) => new Dictionary<string, string>(StringComparer.Ordinal) { [field.Key] = field.Value })
            .Append(new Dictionary<string, string>(StringComparer.Ordinal) { ["bucket"] = options.Bucket })
            .Append(new object[] { "content-length-range", leastBytes, mostBytes });
        var policy = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["expiration"] = expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["conditions"] = conditions.ToArray(),
        });
        fields["policy"] = Convert.ToBase64String(policy);
        fields["x-amz-signature"] = signature.Sign(fields["policy"], now);
        return fields;
    }

    /// <summary>The answer, whose body is still to be read; dispose it.</summary>
    /// <exception cref="HttpRequestException">The storage does not answer.</exception>
    public Task<HttpResponseMessage> GetAsync(string key, CancellationToken ct) => SendAsync(HttpMethod.Get, key, ct);

    /// <summary>Also when there is none.</summary>
    /// <exception cref="HttpRequestException">The storage does not answer, or refuses.</exception>
    public async Task DeleteAsync(string key, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Delete, key, ct);
        if (response.StatusCode is not HttpStatusCode.NotFound) response.EnsureSuccessStatusCode();
    }

    /// <summary>The same where somebody else tries again later.</summary>
    public async Task TryDeleteAsync(string key, CancellationToken ct)
    {
        try
        {
            await DeleteAsync(key, ct);
        }
        catch (HttpRequestException)
        {
            // The one who keeps the uploads removes it when the upload expires.
        }
    }

    /// <summary>The storage's word for why it refused, such as AccessDenied; empty when it gives none.</summary>
    public static async Task<string> CodeOfAsync(HttpResponseMessage response, CancellationToken ct)
    {
        const int Longest = 4096;
        var buffer = new byte[Longest];
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var count = await body.ReadAtLeastAsync(buffer, Longest, throwOnEndOfStream: false, ct);
        var match = CodePattern().Match(Encoding.UTF8.GetString(buffer, 0, count));
        return match.Success ? match.Groups["code"].Value : string.Empty;
    }

    public void Dispose() => http.Dispose();

    [GeneratedRegex("<Code>(?<code>[A-Za-z]{1,64})</Code>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodePattern();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string key, CancellationToken ct)
    {
        var path = $"{Address.AbsolutePath}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";
        var query = signature.QueryOf(method.Method, Address.Authority, path, time.GetUtcNow(), RequestLifetime);
        using var request = new HttpRequestMessage(method, new Uri(Address, $"{path}?{query}"));
        using var pause = new CancellationTokenSource(LongestSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, ct);
        try
        {
            return await http.SendAsync(request, either.Token);
        }
        catch (OperationCanceledException exception) when (!ct.IsCancellationRequested)
        {
            throw new HttpRequestException("Object storage does not answer.", exception);
        }
    }
}
