using System.Security.Cryptography;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchParty.Videos;

namespace Matinee.Doors.Tests.WatchParty.Tus;

public sealed class TusTests(SocketHost host, Films films) : IClassFixture<SocketHost>
{
    private static readonly byte[] Film = [.. Enumerable.Range(0, 1000).Select(number => (byte)number)];

    [Theory]
    [InlineData("/api/uploads/")]
    [InlineData("/api/uploads/0198c0de-0000-7000-8000-000000000001")]
    public async Task Options_tell_what_is_spoken(string path)
    {
        var answer = await host.Stranger().SendAsync(HttpMethod.Options, path, content: null);

        Assert.Equal(204, answer.Status);
        Assert.Equal("1.0.0", answer.Headers["Tus-Version"]);
        Assert.Equal("creation,creation-with-upload,termination,expiration,checksum", answer.Headers["Tus-Extension"]);
        Assert.Equal("sha1,sha256", answer.Headers["Tus-Checksum-Algorithm"]);
        Assert.Equal($"{20L << 30}", answer.Headers["Tus-Max-Size"]);
    }

    [Fact]
    public async Task A_film_in_two_pieces_is_examined_and_ready()
    {
        var ana = await host.SignUpAsync("ana");
        var begun = await ana.BeginAsync(films.Mp4.Length, ("filename", "../My film.mp4"), ("description", "In two 🎬 pieces"), ("visibility", "unlisted"));
        Assert.Equal((201, "1.0.0", "0"), (begun.Status, begun.Headers["Tus-Resumable"], begun.Headers["Upload-Offset"]));
        var path = begun.Headers["Location"];
        var half = films.Mp4.Length / 2;

        var first = await ana.AppendAsync(path, 0, films.Mp4[..half]);
        Assert.Equal((204, $"{half}"), (first.Status, first.Headers["Upload-Offset"]));
        Assert.True(DateTimeOffset.Parse(first.Headers["Upload-Expires"]) > host.Clock.GetUtcNow().AddHours(23));
        var id = path.Split('/')[^1];
        var status = await ana.GetAsync($"/api/videos/upload/{id}/status/");
        Assert.InRange(status["progress"].GetInt32(), 49, 50);
        Assert.Equal("uploading", status["status"].GetString());
        var head = await ana.HeadAsync(path);
        Assert.Equal(
            (200, $"{half}", $"{films.Mp4.Length}", "no-store"),
            (head.Status, head.Headers["Upload-Offset"], head.Headers["Upload-Length"], head.Headers["Cache-Control"]));
        Assert.Equal(TusActs.Metadata(("filename", "../My film.mp4"), ("description", "In two 🎬 pieces"), ("visibility", "unlisted")), head.Headers["Upload-Metadata"]);

        var second = await ana.AppendAsync(path, half, films.Mp4[half..]);

        Assert.Equal((204, $"{films.Mp4.Length}"), (second.Status, second.Headers["Upload-Offset"]));
        var examined = await ana.ExaminedAsync(id);
        Assert.Equal("ready", examined["status"].GetString());
        var video = await ana.GetAsync($"/api/videos/{examined["video_id"].GetString()}/");
        Assert.Equal(("My film", "In two 🎬 pieces", "unlisted"), (video["title"].GetString(), video["description"].GetString(), video["visibility"].GetString()));

        // A client that lost the last answer asks again.
        Assert.Equal($"{films.Mp4.Length}", (await ana.HeadAsync(path)).Headers["Upload-Offset"]);
        Assert.Equal(204, (await ana.TusAsync("DELETE", path, content: null)).Status);
        Assert.Equal(200, (await ana.GetAsync($"/api/videos/{examined["video_id"].GetString()}/")).Status);
    }

    [Fact]
    public async Task Creation_may_bring_the_film_along()
    {
        var ana = await host.SignUpAsync("ana");

        var whole = await ana.TusAsync("POST", TusActs.Path, TusActs.Bytes(Film), ("Upload-Length", "1000"));
        var part = await ana.TusAsync("POST", TusActs.Path, TusActs.Bytes(Film[..10]), ("Upload-Length", "1000"));

        Assert.Equal((201, "1000"), (whole.Status, whole.Headers["Upload-Offset"]));
        Assert.Equal((201, "10"), (part.Status, part.Headers["Upload-Offset"]));
        Assert.Equal("10", (await ana.HeadAsync(part.Headers["Location"])).Headers["Upload-Offset"]);
        Assert.Equal(1, (await ana.GetAsync("/api/videos/"))["count"].GetInt32());
    }

    [Fact]
    public async Task An_upload_does_not_exist_for_others()
    {
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        var path = await ana.BegunAsync(1000);

        Assert.Equal(404, (await ben.HeadAsync(path)).Status);
        Assert.Equal(404, (await ben.AppendAsync(path, 0, Film)).Status);
        Assert.Equal(404, (await ben.TusAsync("DELETE", path, content: null)).Status);
        Assert.Equal(404, (await ben.TusAsync("POST", path, content: null, ("X-HTTP-Method-Override", "DELETE"))).Status);
        Assert.Equal(404, (await ben.GetAsync($"/api/videos/upload/{path.Split('/')[^1]}/status/")).Status);
        Assert.Equal("0", (await ana.HeadAsync(path)).Headers["Upload-Offset"]);
    }

    [Fact]
    public async Task What_the_protocol_refuses_is_refused()
    {
        var ana = await host.SignUpAsync("ana");
        var path = await ana.BegunAsync(1000);
        var without = await ana.SendAsync(HttpMethod.Head, path, content: null);
        Assert.Equal((412, "1.0.0"), (without.Status, without.Headers["Tus-Version"]));
        Assert.Equal(412, (await ana.SendAsync(HttpMethod.Post, TusActs.Path, content: null, ("Tus-Resumable", "0.2.2"), ("Upload-Length", "1"))).Status);
        Assert.Equal(415, (await ana.TusAsync("PATCH", path, new ByteArrayContent(Film), ("Upload-Offset", "0"))).Status);
        Assert.Equal(400, (await ana.TusAsync("PATCH", path, TusActs.Bytes(Film))).Status);
        Assert.Equal(409, (await ana.AppendAsync(path, 1, Film[..10])).Status);
        Assert.Equal(413, (await ana.AppendAsync(path, 0, [.. Film, 1])).Status);
        Assert.Equal(404, (await ana.HeadAsync("/api/uploads/0198c0de-0000-7000-8000-000000000001")).Status);
        Assert.Equal(404, (await ana.HeadAsync("/api/uploads/..%2f..%2fmatinee.db")).Status);
        Assert.Equal(405, (await ana.TusAsync("POST", path, content: null, ("X-HTTP-Method-Override", "GET"))).Status);
        foreach (var length in new[] { "", "-1", "1.5", "1e3", "99999999999999999999", "0x10", " " })
            Assert.Equal(400, (await ana.TusAsync("POST", TusActs.Path, content: null, ("Upload-Length", length))).Status);
        foreach (var metadata in new[] { "title", "title =", "title AA==", "title YQ==,title YQ==", "visibility c2VjcmV0", "title /w==" })
            Assert.Equal(metadata is "title" ? 201 : 400, (await ana.TusAsync("POST", TusActs.Path, content: null, ("Upload-Length", "5"), ("Upload-Metadata", metadata))).Status);
        var parts = await ana.TusAsync("POST", TusActs.Path, content: null, ("Upload-Length", "5"), ("Upload-Concat", "partial"));
        Assert.Equal(400, parts.Status);
        Assert.Contains("Upload-Concat", parts["detail"].GetString());
        Assert.Equal(400, (await ana.TusAsync("POST", TusActs.Path, content: null, ("Upload-Concat", $"final;{path} {path}"))).Status);
        Assert.Equal("0", (await ana.HeadAsync(path)).Headers["Upload-Offset"]);
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task Bytes_that_do_not_match_their_checksum_are_dropped(string algorithm)
    {
        var ana = await host.SignUpAsync("ana");
        var path = await ana.BegunAsync(1000);
        var good = $"{algorithm} {Convert.ToBase64String(algorithm == "sha1" ? SHA1.HashData(Film) : SHA256.HashData(Film))}";

        Assert.Equal(460, (await ana.AppendAsync(path, 0, [.. Film.Reverse()], ("Upload-Checksum", good))).Status);
        Assert.Equal(400, (await ana.AppendAsync(path, 0, Film, ("Upload-Checksum", "md5 AAAA"))).Status);
        Assert.Equal(400, (await ana.AppendAsync(path, 0, Film, ("Upload-Checksum", $"{algorithm} AAAA"))).Status);
        Assert.Equal("0", (await ana.HeadAsync(path)).Headers["Upload-Offset"]);
        Assert.Equal(204, (await ana.AppendAsync(path, 0, Film, ("Upload-Checksum", good))).Status);
    }

    [Fact]
    public async Task Methods_may_be_named_in_a_header()
    {
        var ana = await host.SignUpAsync("ana");
        var path = await ana.BegunAsync(1000);

        Assert.Equal(204, (await ana.TusAsync("POST", path, TusActs.Bytes(Film[..7]), ("X-HTTP-Method-Override", "PATCH"), ("Upload-Offset", "0"))).Status);
        Assert.Equal("7", (await ana.TusAsync("POST", path, content: null, ("X-HTTP-Method-Override", "HEAD"))).Headers["Upload-Offset"]);
        Assert.Equal(204, (await ana.TusAsync("POST", path, content: null, ("X-HTTP-Method-Override", "DELETE"))).Status);
        Assert.Equal(404, (await ana.HeadAsync(path)).Status);
    }

    [Fact]
    public async Task Two_connections_do_not_write_to_one_upload()
    {
        var ana = await host.SignUpAsync("ana");
        var path = await ana.BegunAsync(1000);
        using var http = host.NewClient(ana);
        using var film = new SlowFilm();
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = film };
        request.Headers.TryAddWithoutValidation("Tus-Resumable", "1.0.0");
        request.Headers.TryAddWithoutValidation("Upload-Offset", "0");
        var first = http.SendAsync(request);
        await Eventually.BecomesTrueAsync(
            () => host.MediaFiles().Any(file => Path.GetFileName(file) == path.Split('/')[^1] && new FileInfo(file).Length == 400),
            "the first bytes on the disk");
        Assert.Equal(423, (await ana.AppendAsync(path, 0, Film)).Status);

        // Nothing came for a while: the next one takes over, and finds what the first one brought.
        host.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("400", (await ana.HeadAsync(path)).Headers["Upload-Offset"]);
        Assert.Equal(204, (await ana.AppendAsync(path, 400, Film[400..])).Status);
        film.Go();
        using var answer = await first;
        Assert.Equal(423, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Pages_of_allowed_origins_may_speak_the_protocol()
    {
        var preflight = await host.Stranger().SendAsync(
            HttpMethod.Options,
            TusActs.Path,
            content: null,
            ("Origin", "http://localhost:5173"),
            ("Access-Control-Request-Method", "PATCH"),
            ("Access-Control-Request-Headers", "authorization,tus-resumable,upload-offset,upload-checksum"));
        Assert.Equal((204, "http://localhost:5173"), (preflight.Status, preflight.Headers["Access-Control-Allow-Origin"]));
        Assert.Contains("PATCH", preflight.Headers["Access-Control-Allow-Methods"]);

        var ana = await host.SignUpAsync("ana");
        var head = await ana.TusAsync("HEAD", await ana.BegunAsync(10), content: null, ("Origin", "http://localhost:5173"));
        Assert.Contains("Upload-Offset", head.Headers["Access-Control-Expose-Headers"]);
        Assert.DoesNotContain("Access-Control-Allow-Origin", (await ana.TusAsync("HEAD", TusActs.Path, content: null, ("Origin", "http://evil.example"))).Headers.Keys);
    }

    /// <summary>Sends 400 bytes, and the rest when it is told to.</summary>
    private sealed class SlowFilm : HttpContent
    {
        private readonly TaskCompletionSource going = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SlowFilm() => Headers.ContentType = new("application/offset+octet-stream");

        public void Go() => going.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(Film.AsMemory(0, 400));
            await stream.FlushAsync();
            await going.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
