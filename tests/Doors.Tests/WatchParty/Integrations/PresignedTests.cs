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
            ? await host.Stranger().SendAsync(HttpMethod.Post, url, FormOf(presigned, films.Mp4))
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
        Assert.Equal(403, (await alone.Stranger().SendAsync(HttpMethod.Post, url.Replace(token, token[1..], StringComparison.Ordinal), FormOf(presigned, new byte[100]))).Status);
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

    [Fact]
    public async Task With_a_bucket_the_film_goes_there_and_comes_from_there()
    {
        var folder = Directory.CreateTempSubdirectory("matinee-s3-");
        try
        {
            await using var storage = await NpmProcess.StartAsync("s3.mjs", folder.FullName);
            var port = (await storage.ReadUntilAsync(line => line.TryGetProperty("port", out _))).GetProperty("port").GetInt32();
            await using var withBucket = new MatineeHost(new()
            {
                ["Matinee:Storage:S3:Endpoint"] = $"http://127.0.0.1:{port}",
                ["Matinee:Storage:S3:Bucket"] = "films",
                ["Matinee:Storage:S3:AccessKey"] = "S3RVER",
                ["Matinee:Storage:S3:SecretKey"] = "S3RVER",
            });
            var ana = await withBucket.SignUpAsync("ana");
            var presigned = await ana.PostAsync(Path, new { file_name = "My film.mp4", content_type = "video/mp4" });
            Assert.Equal($"http://127.0.0.1:{port}/films", presigned["upload_url"].GetString());
            Assert.Equal("uploading", (await ana.GetAsync($"/api/videos/upload/{presigned["upload_id"].GetString()}/status/"))["status"].GetString());

            using var http = new HttpClient();
            using var stored = await http.PostAsync(new Uri(presigned["upload_url"].GetString()!), FormOf(presigned, films.Mp4));
            Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync());

            Assert.Equal("ready", (await ana.ExaminedAsync(presigned["upload_id"].GetString()!))["status"].GetString());
            await Eventually.BecomesTrueAsync(
                () => !Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories).Any(file => file.EndsWith("_object", StringComparison.Ordinal)),
                "the film leaves the bucket");
            Assert.Empty(withBucket.Log.Errors);
            Assert.DoesNotContain(withBucket.Log.All, line => line.Contains("X-Amz", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static MultipartFormDataContent FormOf(Answer presigned, byte[] film)
    {
        var form = new MultipartFormDataContent();
        foreach (var field in presigned["fields"].EnumerateObject()) form.Add(new StringContent(field.Value.GetString()!), $"\"{field.Name}\"");
        form.Add(new ByteArrayContent(film), "\"file\"", "\"film.mp4\"");
        return form;
    }
}
