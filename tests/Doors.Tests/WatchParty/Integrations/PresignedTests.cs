using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchParty.Tus;
using Matinee.Doors.Tests.WatchParty.Videos;

namespace Matinee.Doors.Tests.WatchParty.Integrations;

public sealed class PresignedTests(SocketHost host, Films films) : IClassFixture<SocketHost>
{
    private const string Path = "/api/integrations/s3/presigned-upload/";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_bucket_the_server_takes_the_film_from_who_has_the_address(bool asForm)
    {
        var ana = await host.SignUpAsync("ana");
        var presigned = await ana.PostAsync(Path, new { file_name = "My film.mp4", content_type = "video/mp4", file_size = films.Mp4.Length });
        Assert.Equal(200, presigned.Status);
        Assert.True(presigned["expires_at"].GetDateTimeOffset() > host.Clock.GetUtcNow());
        var url = new Uri(presigned["upload_url"].GetString()!).PathAndQuery;

        var sent = asForm
            ? await host.Stranger().SendAsync(HttpMethod.Post, url, FilmBucket.FormOf(presigned, films.Mp4))
            : await host.Stranger().SendAsync(HttpMethod.Put, url, new ByteArrayContent(films.Mp4));

        Assert.Equal((201, presigned["upload_id"].GetString()), (sent.Status, sent["upload_id"].GetString()));
        Assert.Equal("ready", (await ana.ExaminedAsync(presigned["upload_id"].GetString()!))["status"].GetString());
        Assert.Equal("My film", (await ana.GetAsync($"/api/videos/{sent["video_id"].GetString()}/"))["title"].GetString());
        Assert.Equal(409, (await host.Stranger().SendAsync(HttpMethod.Put, url, new ByteArrayContent(films.Mp4))).Status);
    }

    [Fact]
    public async Task An_address_is_good_for_what_it_was_signed_for()
    {
        await using var alone = new MatineeHost();
        var ana = await alone.SignUpAsync("ana");
        var presigned = await ana.PostAsync(Path, new { file_name = "film.mp4", content_type = "video/mp4", file_size = 100 });
        var url = new Uri(presigned["upload_url"].GetString()!).PathAndQuery;
        var token = url.TrimEnd('/').Split('/')[^1];
        async Task<int> PutAsync(string path, int bytes) => (await alone.Stranger().SendAsync(HttpMethod.Put, path, new ByteArrayContent(new byte[bytes]))).Status;

        Assert.Equal(400, await PutAsync(url, 99));
        Assert.Equal(400, await PutAsync(url, 101));
        Assert.Equal(403, await PutAsync(url.Replace(token, (token[0] == 'A' ? "B" : "A") + token[1..], StringComparison.Ordinal), 100));
        Assert.Equal(403, await PutAsync(url.Replace(token, "x", StringComparison.Ordinal), 100));
        Assert.Equal(403, (await alone.Stranger().SendAsync(HttpMethod.Post, url.Replace(token, token[1..], StringComparison.Ordinal), FilmBucket.FormOf(presigned, new byte[100]))).Status);
        Assert.Equal(400, (await alone.Stranger().SendAsync(HttpMethod.Post, url, new MultipartFormDataContent { { new StringContent("x"), "key" } })).Status);
        Assert.Equal(403, (await alone.Stranger().GetAsync($"/media/{token}/film.mp4")).Status);
        Assert.Equal(0, (await ana.GetAsync("/api/videos/"))["count"].GetInt32());
        alone.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(403, await PutAsync(url, 100));
    }

    [Fact]
    public async Task Bad_fields_are_refused()
    {
        var ana = await host.SignUpAsync("ana");
        object[] bodies =
        [
            new { content_type = "video/mp4" },
            new { file_name = " ", content_type = "video/mp4" },
            new { file_name = new string('a', 1025) },
            new { file_name = "a.mp4", content_type = "no type" },
            new { file_name = "a.mp4", content_type = "video/mp4\r\nX: y" },
            new { file_name = "a.mp4", file_size = 0 },
            new { file_name = "a.mp4", file_size = -5 },
            new { file_name = "a.mp4", file_size = "5" },
        ];
        foreach (var body in bodies) Assert.Equal(400, (await ana.PostAsync(Path, body)).Status);
        Assert.Equal(413, (await ana.PostAsync(Path, new { file_name = "a.mp4", file_size = long.MaxValue })).Status);
    }

    [Theory]
    [InlineData("key", "0198c0de-0000-7000-8000-000000000001")]
    [InlineData("key", null)]
    [InlineData("Content-Type", "text/html")]
    [InlineData("Content-Type", null)]
    public async Task A_form_whose_fields_are_not_those_that_were_signed_is_refused(string field, string? value)
    {
        await using var alone = new MatineeHost();
        var ana = await alone.SignUpAsync("ana");
        var presigned = await ana.PostAsync(Path, new { file_name = "film.mp4", content_type = "video/mp4" });
        var url = new Uri(presigned["upload_url"].GetString()!).PathAndQuery;

        var refused = await alone.Stranger().SendAsync(HttpMethod.Post, url, FilmBucket.FormOf(presigned, films.Mp4, (field, value)));

        Assert.Equal(403, refused.Status);
        Assert.Contains(field, refused["detail"].GetString());
        Assert.DoesNotContain(alone.MediaFiles(), File.Exists);
        Assert.Equal(201, (await alone.Stranger().SendAsync(HttpMethod.Post, url, FilmBucket.FormOf(presigned, films.Mp4))).Status);
    }

    [Fact]
    public async Task A_second_sender_does_not_disturb_the_first()
    {
        var ana = await host.SignUpAsync("ana");
        var presigned = await ana.PostAsync(Path, new { file_name = "film.mp4", content_type = "video/mp4" });
        var url = new Uri(presigned["upload_url"].GetString()!).PathAndQuery;
        using var film = new HeldFilm(films.Mp4);
        using var http = host.NewClient(host.Stranger());
        var first = http.PutAsync(url, film);
        await Eventually.BecomesTrueAsync(
            () => host.MediaFiles().Any(file => System.IO.Path.GetFileName(file) == presigned["upload_id"].GetString() && new FileInfo(file).Length > 0),
            "the first bytes on the disk");

        Assert.Equal(409, (await host.Stranger().SendAsync(HttpMethod.Put, url, new ByteArrayContent(new byte[50]))).Status);
        film.Go();

        using var answer = await first;
        Assert.Equal(201, (int)answer.StatusCode);
        Assert.Equal("ready", (await ana.ExaminedAsync(presigned["upload_id"].GetString()!))["status"].GetString());
    }

    [Fact]
    public async Task A_quota_stops_a_film_of_unknown_length_at_its_address()
    {
        await using var small = new MatineeHost(new() { ["Matinee:Uploads:QuotaBytes"] = "100000" });
        small.UseKestrel(0);
        var ana = await small.SignUpAsync("ana");
        var presigned = await ana.PostAsync(Path, new { file_name = "film.mp4", content_type = "video/mp4" });
        var url = new Uri(presigned["upload_url"].GetString()!).PathAndQuery;

        var refused = await small.Stranger().SendAsync(HttpMethod.Post, url, FilmBucket.FormOf(presigned, new byte[200_000]));

        Assert.Equal(413, refused.Status);
        Assert.Contains("Your films may have", refused["detail"].GetString());
        Assert.DoesNotContain(small.MediaFiles(), File.Exists);

        // Nor in pieces, where a tus client would send them.
        var id = presigned["upload_id"].GetString();
        Assert.Equal(404, (await ana.AppendAsync(TusActs.Path + id, 0, new byte[200_000])).Status);
        Assert.Equal(404, (await ana.HeadAsync(TusActs.Path + id)).Status);
        Assert.Equal(204, (await ana.TusAsync("DELETE", TusActs.Path + id, content: null)).Status);
    }

    [Fact]
    public async Task With_a_bucket_the_film_goes_there_and_comes_from_there()
    {
        await using var bucket = await FilmBucket.StartAsync();
        await using var withBucket = new MatineeHost(bucket.Settings());
        var ana = await withBucket.SignUpAsync("ana");
        var presigned = await ana.PostAsync(Path, new { file_name = "My film.mp4", content_type = "video/mp4" });
        Assert.Equal($"http://127.0.0.1:{bucket.Port}/films", presigned["upload_url"].GetString());
        Assert.Equal("uploading", (await ana.GetAsync($"/api/videos/upload/{presigned["upload_id"].GetString()}/status/"))["status"].GetString());

        await FilmBucket.SendAsync(presigned, films.Mp4);

        Assert.Equal("ready", (await ana.ExaminedAsync(presigned["upload_id"].GetString()!))["status"].GetString());
        await Eventually.BecomesTrueAsync(() => bucket.Count == 0, "the film leaves the bucket");
        Assert.Empty(withBucket.Log.Errors);
        Assert.DoesNotContain(withBucket.Log.All, line => line.Contains("X-Amz", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_film_in_the_bucket_waits_for_room_in_the_quota()
    {
        await using var bucket = await FilmBucket.StartAsync();
        var settings = bucket.Settings();
        settings["Matinee:Uploads:QuotaBytes"] = $"{films.Mp4.Length * 3 / 2}";
        await using var withBucket = new MatineeHost(settings);
        var ana = await withBucket.SignUpAsync("ana");
        var first = await ana.AddVideoAsync(films.Mp4);
        var presigned = await ana.PostAsync(Path, new { file_name = "film.mp4", content_type = "video/mp4" });
        var status = $"/api/videos/upload/{presigned["upload_id"].GetString()}/status/";
        await FilmBucket.SendAsync(presigned, films.Mp4);

        await Eventually.BecomesTrueAsync(
            async () => (await ana.GetAsync(status))["message"].GetString()!.Contains("Your films may have", StringComparison.Ordinal),
            "the sentence about the quota");
        Assert.Equal(1, bucket.Count);
        Assert.Equal(200, (await ana.SendAsync(HttpMethod.Delete, $"/api/videos/{first}/", content: null)).Status);
        withBucket.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("ready", (await ana.ExaminedAsync(presigned["upload_id"].GetString()!))["status"].GetString());
        await Eventually.BecomesTrueAsync(() => bucket.Count == 0, "the film leaves the bucket");
    }

    [Fact]
    public async Task A_film_in_the_bucket_that_never_fits_is_removed()
    {
        await using var bucket = await FilmBucket.StartAsync();
        await using var withBucket = new MatineeHost(bucket.Settings());
        var ana = await withBucket.SignUpAsync("ana");
        var presigned = await ana.PostAsync(Path, new { file_name = "film.mp4", content_type = "video/mp4", file_size = 10 });

        await FilmBucket.SendAsync(presigned, films.Mp4);

        Assert.Contains("another size", (await ana.ExaminedAsync(presigned["upload_id"].GetString()!))["message"].GetString());
        await Eventually.BecomesTrueAsync(() => bucket.Count == 0, "the film leaves the bucket");
    }

    [Fact]
    public async Task A_bucket_that_refuses_the_servers_key_is_told_in_a_sentence()
    {
        await using var bucket = await FilmBucket.StartAsync();
        await using var withBucket = new MatineeHost(bucket.Settings(accessKey: "WRONG"));
        var ana = await withBucket.SignUpAsync("ana");
        var presigned = await ana.PostAsync(Path, new { file_name = "film.mp4", content_type = "video/mp4" });

        await Eventually.BecomesTrueAsync(
            async () => (await ana.GetAsync($"/api/videos/upload/{presigned["upload_id"].GetString()}/status/"))["message"].GetString()!
                .Contains("access key", StringComparison.Ordinal),
            "the sentence about the key");
        Assert.Contains(withBucket.Log.Errors, line => line.Contains("InvalidAccessKeyId", StringComparison.Ordinal));
    }

    /// <summary>Sends half of the film, and the rest when it is told to.</summary>
    private sealed class HeldFilm(byte[] film) : HttpContent
    {
        private readonly TaskCompletionSource going = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Go() => going.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(film.AsMemory(0, film.Length / 2));
            await stream.FlushAsync();
            await going.Task;
            await stream.WriteAsync(film.AsMemory(film.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = film.Length;
            return true;
        }
    }
}
