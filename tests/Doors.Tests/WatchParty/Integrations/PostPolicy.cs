using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Matinee.Doors.Tests.WatchParty.Integrations;

/// <summary>
/// Judges a form as S3 does (docs.aws.amazon.com/AmazonS3/latest/API, sigv4-HTTPPOSTConstructPolicy): the signature of the policy,
/// its expiry, and each field against its conditions. The S3 of the other tests takes every form.
/// </summary>
internal sealed class PostPolicy(string bucket, string accessKey, string secretKey, string region)
{
    /// <summary>What S3 would say; null when it takes the form.</summary>
    public string? FaultOf(IReadOnlyDictionary<string, string> form, long fileSize, DateTimeOffset now)
    {
        foreach (var needed in new[] { "policy", "x-amz-signature", "x-amz-credential", "x-amz-date", "x-amz-algorithm", "key" })
        {
            if (!form.ContainsKey(needed)) return $"{needed} is missing";
        }

        var scope = form["x-amz-credential"].Split('/');
        if (form["x-amz-algorithm"] != "AWS4-HMAC-SHA256" || scope is not [var key, var day, var place, "s3", "aws4_request"]) return "bad credential";
        if (key != accessKey || place != region || !form["x-amz-date"].StartsWith(day, StringComparison.Ordinal)) return "bad credential";
        var signing = new[] { day, region, "s3", "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretKey), Mac);
        if (!string.Equals(Convert.ToHexString(Mac(signing, form["policy"])), form["x-amz-signature"], StringComparison.OrdinalIgnoreCase)) return "signature";
        using var policy = JsonDocument.Parse(Convert.FromBase64String(form["policy"]));
        if (policy.RootElement.GetProperty("expiration").GetDateTimeOffset() <= now) return "expired";
        var open = form.Keys.Where(name => name is not ("policy" or "x-amz-signature" or "file")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var condition in policy.RootElement.GetProperty("conditions").EnumerateArray())
        {
            if (FaultOf(condition, form, fileSize, open) is { } fault) return fault;
        }

        return open.Count == 0 ? null : $"{open.First()} is in no condition";
    }

    private string? FaultOf(JsonElement condition, IReadOnlyDictionary<string, string> form, long fileSize, HashSet<string> open)
    {
        if (condition.ValueKind is JsonValueKind.Array)
        {
            var parts = condition.EnumerateArray().ToArray();
            if (parts[0].GetString() is "content-length-range")
                return fileSize >= parts[1].GetInt64() && fileSize <= parts[2].GetInt64() ? null : "size";
            throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"{parts[0]} is used by no form of ours."));
        }

        var (name, value) = condition.EnumerateObject().Select(pair => (pair.Name, pair.Value.GetString())).Single();
        open.Remove(name);
        var given = name is "bucket" ? bucket : form.GetValueOrDefault(name);
        return given == value ? null : name;
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
