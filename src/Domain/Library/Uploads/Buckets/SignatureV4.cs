using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Matinee.Domain.Library;

/// <summary>AWS Signature Version 4, as far as it signs addresses and forms (docs.aws.amazon.com/AmazonS3/latest/API, sigv4-query-string-auth and sigv4-UsingHTTPPOST).</summary>
internal sealed class SignatureV4(string accessKey, string secretKey, string region)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Service = "s3";
    private const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    public static string TimeText(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public string Credential(DateTimeOffset at) => $"{accessKey}/{Scope(at)}";

    /// <summary>The query that lets whoever has it send this request, and no other, until it expires.</summary>
    /// <param name="path">Escaped once, from the slash on.</param>
    /// <param name="host">With its port, when that is not the scheme's own.</param>
    public string QueryOf(string method, string host, string path, DateTimeOffset at, TimeSpan lifetime)
    {
        // In the order of their names, which the signature asks for.
        var query = string.Join('&', new (string Name, string Value)[]
        {
            ("X-Amz-Algorithm", Algorithm),
            ("X-Amz-Credential", Credential(at)),
            ("X-Amz-Date", TimeText(at)),
            ("X-Amz-Expires", ((long)lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
            ("X-Amz-SignedHeaders", "host"),
        }.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        var request = $"{method}\n{path}\n{query}\nhost:{host}\n\nhost\n{UnsignedPayload}";
        var toSign = $"{Algorithm}\n{TimeText(at)}\n{Scope(at)}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";
        return $"{query}&X-Amz-Signature={Sign(toSign, at)}";
    }

    /// <summary>Signs a policy in base64, or any other text, with the key of the day.</summary>
    public string Sign(string text, DateTimeOffset at)
    {
        var key = Mac(Encoding.UTF8.GetBytes("AWS4" + secretKey), Day(at));
        key = Mac(Mac(Mac(key, region), Service), "aws4_request");
        return Convert.ToHexStringLower(Mac(key, text));
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private string Scope(DateTimeOffset at) => $"{Day(at)}/{region}/{Service}/aws4_request";
}
