using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Matinee.Doors.Tests.Shared;

/// <summary>Generated requests, the same in every run: bodies of known and unknown fields with values of every kind, odd texts and paths.</summary>
internal sealed class RequestFuzz(int seed, string[] fields, string[] paths)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"];

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "0.5", "16.5", "5400", "1e308", "-1e308", "1e999", "-1e999", "1e-400", "9007199254740993",
        "\"\"", "\" \"", "\"x\"", "\"guest\"", "\"NaN\"", "\"1\"", "\"😂\"", "\"👨‍👩‍👧‍👦\"", "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"a\\u0000b\"", "\"\\u202e\"",
        "\"'; drop table progress; --\"", "\"__proto__\"", "\"*\"", "\"a:b\"", "\"%2F\"", "\"\\\"},{\"", "NaN", "Infinity", "01", "'x'", "undefined", "\"\u0001\"",
    ];

    private static readonly string[] Texts =
        ["", "x", "user123", "%2F", "%252F", "%00", "%ff", "%zz", "..", ".", "%2e%2e", "*", "?", "a:b", "%F0%9F%98%82", "'", "\"", "<script>", "+", "%20", "ABCDEF", "0198c0de-0000-7000-8000-000000000001"];

    // In bytes: what these doors read of a body.
    private const int MostRead = 64 * 1024;

    private readonly Random random = new(seed);

    /// <summary>Sends them eight at a time; fails at the first 5xx.</summary>
    public async Task SendAsync(MatineeHost host, int requests)
    {
        using var http = host.CreateClient();
        http.DefaultRequestHeaders.ExpectContinue = false;
        for (var sent = 0; sent < requests; sent += 8)
        {
            var batch = Enumerable.Range(0, 8).Select(_ => Next()).ToList();
            await Task.WhenAll(batch.Select(async request =>
            {
                using (request)
                {
                    var what = $"{request.Method} {request.RequestUri} {(request.Content is null ? "" : await request.Content.ReadAsStringAsync())}";
                    try
                    {
                        using var response = await http.SendAsync(request);
                        Assert.True((int)response.StatusCode < 500, $"{(int)response.StatusCode} for {what[..Math.Min(2000, what.Length)]}");
                    }
                    catch (HttpRequestException) when (what.Length > MostRead)
                    {
                        // The server has answered 413 and closed the connection before all of it was sent.
                    }
                }
            }));
        }
    }

    private HttpRequestMessage Next()
    {
        var isUsual = random.Next(3) > 0;
        var request = new HttpRequestMessage(new HttpMethod(isUsual ? "POST" : Methods[random.Next(Methods.Length)]), new Uri(isUsual ? paths[0] : Path(), UriKind.Relative));
        if (request.Method.Method is not ("GET" or "HEAD" or "TRACE") && random.Next(20) > 0) request.Content = new ByteArrayContent(Body());
        if (random.Next(10) == 0) request.Headers.TryAddWithoutValidation("Authorization", random.Next(2) == 0 ? "Bearer x.y.z" : $"Basic {new string('a', random.Next(3000))}");
        if (random.Next(4) == 0) request.Content?.Headers.TryAddWithoutValidation("Content-Type", random.Next(2) == 0 ? "application/json" : "text/plain; charset=utf-16");
        return request;
    }

    private string Path()
    {
        var path = new StringBuilder(paths[random.Next(paths.Length)]);
        for (var i = random.Next(4); i > 0; i--) path.Append('/').Append(Text());
        if (random.Next(2) == 0) path.Append('?').Append(Field()).Append('=').Append(Text()).Append('&').Append(Field()).Append('=').Append(Text());
        return path.ToString();
    }

    private string Text() => random.Next(30) == 0 ? new string('é', random.Next(400)) : Texts[random.Next(Texts.Length)].Replace("?", "%3F", StringComparison.Ordinal);

    private string Field() => fields[random.Next(fields.Length)];

    private byte[] Body()
    {
        var bytes = Encoding.UTF8.GetBytes(random.Next(15) == 0 ? Value(0) : Object(0));
        if (random.Next(12) == 0 && bytes.Length > 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        if (random.Next(25) == 0) bytes = bytes[..random.Next(bytes.Length + 1)];
        return bytes;
    }

    private string Object(int depth) =>
        "{" + string.Join(',', Enumerable.Range(0, random.Next(1, 9)).Select(_ => $"\"{(random.Next(40) == 0 ? "\\ud800" : Field())}\":{Value(depth + 1)}")) + "}";

    private string Value(int depth) => random.Next(depth > 3 ? 10 : 15) switch
    {
        < 6 => Scalars[random.Next(Scalars.Length)],
        6 => JsonSerializer.Serialize($"user {random.Next(100_000)}"),
        7 => (random.NextDouble() * 6000).ToString("R", CultureInfo.InvariantCulture),
        8 => JsonSerializer.Serialize(new string((char)random.Next('a', 0x2fff), random.Next(400))),
        9 => random.Next(500) == 0 ? JsonSerializer.Serialize(new string('h', 80_000)) : "\"room\"",
        10 => $"[{Value(depth + 1)},{Value(depth + 1)}]",
        11 => new string('[', 40) + new string(']', 40),
        _ => Object(depth + 1),
    };
}
