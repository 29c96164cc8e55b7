using System.Net.Http.Headers;
using System.Text;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Videos;

public sealed class UploadTests(MatineeHost host, Films films) : IClassFixture<MatineeHost>
{
    [Fact]
    public async Task The_fields_may_stand_after_the_file()
    {
        var ana = await host.SignUpAsync("ana");
        var form = Uploading.Form(films.Mp4);
        form.Add(new StringContent("After the file 🎬"), "title");
        form.Add(new StringContent("unlisted"), "visibility");
        form.Add(new StringContent("true"), "allow_download");
        form.Add(new StringContent("ignored"), "owner_id");

        var uploaded = await ana.SendAsync(HttpMethod.Post, "/api/videos/upload", form);

        Assert.Equal(201, uploaded.Status);
        var video = await ana.GetAsync($"/api/videos/{uploaded["video_id"]}/");
        Assert.Equal(("After the file 🎬", "unlisted", true), (video["title"].GetString(), video["visibility"].GetString(), video["allow_download"].GetBoolean()));
    }

    [Theory]
    [InlineData("../../../etc/cron.d/evil.mp4", "evil")]
    [InlineData("C:\\\\films\\\\evil.mp4", "evil")]
    [InlineData("/etc/passwd", "passwd")]
    public async Task A_path_in_a_file_name_is_dropped(string fileName, string title)
    {
        var ana = await host.SignUpAsync("ana");

        var uploaded = await ana.UploadAsync(films.Mp4, fileName);

        Assert.Equal(201, uploaded.Status);
        await ana.ExaminedAsync(uploaded["upload_id"].GetString()!);
        var id = uploaded["video_id"].GetString()!;
        Assert.Equal(title, (await ana.GetAsync($"/api/videos/{id}/"))["title"].GetString());
        Assert.Equal(["film", "poster.jpg"], host.MediaFiles().Where(path => Path.GetFileName(Path.GetDirectoryName(path)) == id && Path.GetFileName(path) is not ("stream" or "work")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_film_that_is_not_converted_fails_with_what_would_work()
    {
        var ana = await host.SignUpAsync("ana");
        var uploaded = await ana.UploadAsync(films.MagicYuv, "film.mp4");

        var status = await ana.ExaminedAsync(uploaded["upload_id"].GetString()!);

        Assert.Equal("failed", status["status"].GetString());
        Assert.Equal(
            "This film holds MAGICYUV, which this server does not convert. "
            + "Upload it as H.264 with AAC sound in MP4, or as VP9 or AV1 with Opus sound in WebM.",
            status["message"].GetString());
        var id = uploaded["video_id"].GetString();
        Assert.Equal(status["message"].GetString(), (await ana.GetAsync($"/api/videos/{id}/"))["failure_reason"].GetString());
        Assert.Equal(409, (await ana.GetAsync($"/api/videos/{id}/stream/")).Status);
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("just a letter", "not a film")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n", "not a film")]
    [InlineData("ffconcat version 1.0\nfile '/etc/hostname'\n", "not a film")]
    [InlineData("<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"></MPD>", "not a film")]
    public async Task Text_named_mp4_fails(string text, string sentence)
    {
        var ana = await host.SignUpAsync("ana");

        var uploaded = await ana.UploadAsync(Encoding.UTF8.GetBytes(text));

        Assert.Contains(sentence, (await ana.ExaminedAsync(uploaded["upload_id"].GetString()!))["message"].GetString());
    }

    [Fact]
    public async Task A_film_that_is_cut_short_fails()
    {
        var ana = await host.SignUpAsync("ana");

        var uploaded = await ana.UploadAsync(films.Mp4CutShort);

        Assert.Contains("cut short", (await ana.ExaminedAsync(uploaded["upload_id"].GetString()!))["message"].GetString());
    }

    [Fact]
    public async Task A_form_without_a_file_or_with_bad_fields_is_refused_and_leaves_nothing()
    {
        await using var alone = new MatineeHost();
        var ana = await alone.SignUpAsync("ana");
        var twoFiles = Uploading.Form([1]);
        twoFiles.Add(new ByteArrayContent([2]), "file", "second.mp4");
        HttpContent[] forms =
        [
            new MultipartFormDataContent { { new StringContent("No film"), "title" } },
            new MultipartFormDataContent { { new ByteArrayContent([1]), "film", "film.mp4" } },
            Uploading.Form([1], "film.mp4", ("visibility", "secret")),
            Uploading.Form([1], "film.mp4", ("allow_download", "perhaps")),
            Uploading.Form([1], "film.mp4", ("title", new string('a', 201))),
            Uploading.Form([1], "film.mp4", ("title", "one"), ("title", "two")),
            Uploading.Form([1], "film.mp4", [.. Enumerable.Range(0, 40).Select(number => ($"field{number}", "x"))]),
            twoFiles,
            new StringContent("{}", Encoding.UTF8, "application/json"),
            Cut(Uploading.Form(new byte[5000])),
        ];
        foreach (var form in forms)
        {
            var refused = await ana.SendAsync(HttpMethod.Post, "/api/videos/upload/", form);
            Assert.Equal((400, false), (refused.Status, refused["success"].GetBoolean()));
            Assert.True(refused.Json.TryGetProperty("errors", out _));
        }

        Assert.Equal(413, (await ana.UploadAsync([1], "film.mp4", ("description", new string('a', 70_000)))).Status);
        Assert.Empty(alone.MediaFiles());
        Assert.Equal(0, (await ana.GetAsync("/api/videos/"))["count"].GetInt32());
    }

    [Fact]
    public async Task A_film_larger_than_the_limit_is_refused_and_leaves_nothing()
    {
        await using var small = new MatineeHost(new() { ["Matinee:Uploads:MaxBytes"] = "1000000" });
        small.UseKestrel(0);
        var ana = await small.SignUpAsync("ana");
        using var http = small.NewClient(ana);

        var declared = await ana.UploadAsync(new byte[2_000_000]);
        var form = Uploading.Form(new byte[1_000_001]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/videos/upload/") { Content = form };
        request.Headers.TransferEncodingChunked = true;
        using var response = await http.SendAsync(request);
        var streamed = await Answer.ReadAsync(response);

        Assert.Equal((413, 413), (declared.Status, streamed.Status));
        Assert.Contains("at most 1000000 bytes", streamed["detail"].GetString());
        Assert.Empty(small.MediaFiles());
        Assert.Equal(201, (await ana.UploadAsync(films.Mp4)).Status);
    }

    [Fact]
    public async Task An_aborted_upload_leaves_nothing()
    {
        await using var alone = new MatineeHost();
        alone.UseKestrel(0);
        var ana = await alone.SignUpAsync("ana");
        using var http = alone.NewClient(ana);
        using var abort = new CancellationTokenSource();
        using var body = new StallingFilm();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/videos/upload/") { Content = body };
        var sending = http.SendAsync(request, abort.Token);
        await WaitAsync(() => alone.MediaFiles().Any(path => Path.GetFileName(path) == "film" && new FileInfo(path).Length > 100_000));

        await abort.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => sending);
        await WaitAsync(() => alone.MediaFiles().Count == 0);
        Assert.Equal(0, (await ana.GetAsync("/api/videos/"))["count"].GetInt32());
        Assert.DoesNotContain(alone.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    private static ByteArrayContent Cut(MultipartFormDataContent form)
    {
        using var stream = form.ReadAsStream();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var cut = new ByteArrayContent(bytes.ToArray()[..^200]);
        cut.Headers.ContentType = form.Headers.ContentType;
        return cut;
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition()) await pause.WaitForNextTickAsync(limit.Token);
    }

    /// <summary>A form whose film begins and then neither goes on nor ends.</summary>
    private sealed class StallingFilm : HttpContent
    {
        public StallingFilm() => Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=edge");

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\n\r\n"u8.ToArray(), cancellationToken);
            await stream.WriteAsync(new byte[300_000], cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
