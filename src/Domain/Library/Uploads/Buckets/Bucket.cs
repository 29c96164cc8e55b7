using System.Globalization;
using System.Text.Json;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>The bucket that clients send films to, by forms that we sign, and from which they are fetched.</summary>
public sealed class Bucket(BucketOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RequestLifetime = TimeSpan.FromMinutes(5);

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

    public async Task DeleteAsync(string key, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Delete, key, ct);
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string key, CancellationToken ct)
    {
        var path = $"{Address.AbsolutePath}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";
        var query = signature.QueryOf(method.Method, Address.Authority, path, time.GetUtcNow(), RequestLifetime);
        using var request = new HttpRequestMessage(method, new Uri(Address, $"{path}?{query}"));
        return await http.SendAsync(request, ct);
    }
}
