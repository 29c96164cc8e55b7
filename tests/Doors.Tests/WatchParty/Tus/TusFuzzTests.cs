using System.Text;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchParty.Videos;

namespace Matinee.Doors.Tests.WatchParty.Tus;

/// <summary>Generated requests, the same in every run, by somebody who is logged in: to uploads, presigned addresses and forms.</summary>
public sealed class TusFuzzTests
{
    private const int Requests = 6000;

    private static readonly string[] Methods = ["POST", "POST", "PATCH", "PATCH", "PATCH", "HEAD", "DELETE", "OPTIONS", "PUT", "GET", "BREW"];

    private static readonly string[] Values =
    [
        "0", "1", "5", "100", "1000", "-1", "1.5", "1e9", "9223372036854775807", "9223372036854775808", "99999999999999999999", "0x10", " 5", "+5", "٥", "", "null",
        "filename ZmlsbS5tcDQ=", "title", "title ", "title 4pi6,title 4pi6", "visibility c2VjcmV0", "a b c", ",,,", "title AA==", "x /////w==", "é",
        "sha1 qUqP5cyxm6YcTAhz05Hph5gvu9M=", "sha1 AAAA", "sha256 x", "md5 x", "sha1", "sha1  ", "1.0.0", "0.2.2", "PATCH", "DELETE", "HEAD", "TRACE",
        "application/offset+octet-stream", "multipart/form-data", "multipart/form-data; boundary=x", "application/json", "bytes 0-5/5", "chunked",
    ];

    private static readonly string[] Headers =
        ["Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Checksum", "Tus-Resumable", "X-HTTP-Method-Override", "Upload-Defer-Length", "Upload-Concat", "Content-Range"];

    private static readonly string[] Bodies =
    [
        "", "x", "hello", "{}", "{\"file_name\":\"a\"}", "{\"file_name\":null,\"file_size\":1e999}", "{\"file_name\":\"\\ud800\",\"content_type\":\"a/b\"}",
        "{\"file_name\":\"a\",\"file_size\":-1}", "[]", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nfilm\r\n--x--\r\n",
        "--x\r\nContent-Disposition: form-data; name=\"source_type\"\r\n\r\nurl\r\n--x\r\nContent-Disposition: form-data; name=\"source_url\"\r\n\r\nhttp://[::1]:99999/\r\n--x--\r\n",
        "--x\r\nContent-Disposition: form-data; name=\"source_type\"\r\n\r\nurl\r\n--x\r\nContent-Disposition: form-data; name=\"source_url\"\r\n\r\nhttp://127.0.0.1/a%zz\r\n--x--\r\n",
        "--x\r\nfile\r\n", "--x--",
    ];

    private readonly Random random = new(20261121);

    [Fact]
    public async Task Nothing_that_is_sent_harms_the_server_or_others()
    {
        await using var host = new SocketHost(new() { ["Matinee:Uploads:MaxBytes"] = "100000" });
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        var untouched = await ben.BegunAsync(1000);
        await ben.AppendAsync(untouched, 0, new byte[500]);
        using var http = host.NewClient(ana);
        string[] usual = [TusActs.Path, untouched, "/api/uploads/x", "/api/uploads/%2e%2e/x", "/api/videos/upload/", "/api/integrations/s3/presigned-upload/", "/api/integrations/s3/upload/x/"];
        var own = TusActs.Path;
        for (var sent = 0; sent < Requests; sent++)
        {
            if (sent % 20 == 0) own = (await ana.BeginAsync(random.Next(200), ("filename", "a.mp4"))).Headers.GetValueOrDefault("Location", TusActs.Path);
            using var request = Next(random.Next(2) == 0 ? own : usual[random.Next(usual.Length)]);
            var what = request.ToString();
            using var response = await http.SendAsync(request);
            Assert.True((int)response.StatusCode < 500, $"{(int)response.StatusCode} for {what}");
        }

        Assert.Equal("500", (await ben.HeadAsync(untouched)).Headers["Upload-Offset"]);
        Assert.Empty(host.Log.Errors);
    }

    private HttpRequestMessage Next(string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(Methods[random.Next(Methods.Length)]), path);
        if (random.Next(5) > 0) request.Headers.TryAddWithoutValidation("Tus-Resumable", "1.0.0");
        if (request.Method.Method is not ("GET" or "HEAD"))
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(2) == 0 ? "application/offset+octet-stream" : Value());
        }

        for (var i = random.Next(4); i > 0; i--) request.Headers.TryAddWithoutValidation(Headers[random.Next(Headers.Length)], Value());
        return request;
    }

    private string Value() => new([.. Values[random.Next(Values.Length)].Where(character => character is >= ' ' and <= '~')]);
}
