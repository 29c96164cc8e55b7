using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Videos;

public sealed class SubtitlesOnSqlite(MatineeHost host, Films films) : SubtitleTests(host, films), IClassFixture<MatineeHost>, IClassFixture<Films>;

public sealed class SubtitlesOnPostgres : SubtitleTests, IClassFixture<PostgresMatineeHost>, IClassFixture<Films>
{
    public SubtitlesOnPostgres(PostgresMatineeHost host, Films films)
        : base(host, films) => PostgresMatineeHost.SkipWithoutServer();
}

public abstract class SubtitleTests(MatineeHost host, Films films)
{
    private const string Hello = "1\n00:00:01,000 --> 00:00:02,000\n<i>Grüße</i> <script>alert(1)</script>\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Added_subtitles_are_listed_played_changed_and_deleted()
    {
        var ana = await host.SignUpAsync("ana");
        var id = await ana.AddVideoAsync(films.Mp4);

        var added = await AddAsync(ana, id, Encoding.Latin1.GetBytes(Hello), "Film.srt", ("language", "pt_br"), ("label", "Mine"), ("default", "true"));

        Assert.Equal(201, added.Status);
        Assert.Equal(["id", "language", "label", "url", "is_default", "is_forced", "source"], added.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("pt-BR", "Mine", true, false, "upload"), (added["language"].GetString(), added["label"].GetString(), added["is_default"].GetBoolean(), added["is_forced"].GetBoolean(), added["source"].GetString()));
        using var text = await host.CreateClient().GetAsync(new Uri(added["url"].GetString()!).PathAndQuery, Ct);
        Assert.Equal("text/vtt; charset=utf-8", text.Content.Headers.ContentType!.ToString());
        Assert.Equal("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<i>Grüße</i> alert(1)\n", await text.Content.ReadAsStringAsync(Ct));

        var path = $"/api/videos/{id}/subtitles/";
        var listed = await ana.GetAsync(path);
        Assert.Equal((1, added["id"].GetString()), (listed["count"].GetInt32(), listed["results.0.id"].GetString()));
        var changed = await ana.SendAsync(HttpMethod.Patch, $"{path}{added["id"]}/", JsonContent.Create(new { label = "Ours", language = "en", @default = false }));
        Assert.Equal((200, "Ours", "en", false), (changed.Status, changed["label"].GetString(), changed["language"].GetString(), changed["is_default"].GetBoolean()));

        var deleted = await ana.SendAsync(HttpMethod.Delete, $"{path}{added["id"]}", content: null);
        Assert.Equal((200, true), (deleted.Status, deleted["success"].GetBoolean()));
        Assert.Equal(0, (await ana.GetAsync(path))["count"].GetInt32());
        using var gone = await host.CreateClient().GetAsync(new Uri(added["url"].GetString()!).PathAndQuery, Ct);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task The_stream_and_its_lists_name_them_with_and_without_a_package()
    {
        var ana = await host.SignUpAsync("ana");
        var id = await ana.AddVideoAsync(films.Mp4);

        // The film is playable as it is at once; its segments follow.
        var added = await AddAsync(ana, id, Encoding.UTF8.GetBytes(Hello), "Film.de.srt");
        var stream = await ana.GetAsync($"/api/videos/{id}/stream/");
        Assert.Equal((added["url"].GetString(), "German", true), (stream["subtitles.0.url"].GetString(), stream["subtitles.0.label"].GetString(), stream["can_edit"].GetBoolean()));

        stream = await PackagedAsync(ana, id);
        var player = host.CreateClient();
        var hls = new Uri(stream["hls_url"].GetString()!).PathAndQuery;
        var name = added["id"].GetString()!;
        Assert.Contains($"#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"text\",NAME=\"German\",LANGUAGE=\"de\",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI=\"{name}/playlist.m3u8\"", await player.GetStringAsync(hls, Ct), StringComparison.Ordinal);
        Assert.Contains($"../{name}.vtt", await player.GetStringAsync(hls.Replace("master.m3u8", $"{name}/playlist.m3u8"), Ct), StringComparison.Ordinal);
        Assert.Contains($"<BaseURL>{name}.vtt</BaseURL>", await player.GetStringAsync(new Uri(stream["dash_url"].GetString()!).PathAndQuery, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_may_edit_the_film_may_touch_them()
    {
        var ana = await host.SignUpAsync("ana");
        var ben = await host.SignUpAsync("ben");
        var hidden = await ana.AddVideoAsync(films.Mp4);
        var open = await ana.AddVideoAsync(films.Mp4, ("visibility", "public"));
        foreach (var (id, status) in new[] { (hidden, 404), (open, 403) })
        {
            var path = $"/api/videos/{id}/subtitles/";
            var track = (await AddAsync(ana, id, Encoding.UTF8.GetBytes(Hello), "a.srt"))["id"];
            Assert.Equal(status, (await AddAsync(ben, id, Encoding.UTF8.GetBytes(Hello), "a.srt")).Status);
            Assert.Equal(status, (await ben.SendAsync(HttpMethod.Patch, $"{path}{track}/", JsonContent.Create(new { label = "x" }))).Status);
            Assert.Equal(status, (await ben.SendAsync(HttpMethod.Delete, $"{path}{track}/", content: null)).Status);
            Assert.Equal(status == 404 ? 404 : 200, (await ben.GetAsync(path)).Status);
            Assert.Equal(1, (await ana.GetAsync(path))["count"].GetInt32());
        }

        Assert.False((await ben.GetAsync($"/api/videos/{open}/stream/"))["can_edit"].GetBoolean());
    }

    [Theory]
    [InlineData("language", "english", "language")]
    [InlineData("label", "\u202e", "label")]
    [InlineData("default", "perhaps", "default")]
    public async Task A_field_that_is_wrong_is_named(string field, string value, string named)
    {
        var ana = await host.SignUpAsync("ana");
        var id = await ana.AddVideoAsync(films.Mp4);

        var refused = await AddAsync(ana, id, Encoding.UTF8.GetBytes(Hello), "a.srt", (field, value));

        Assert.Equal((400, false), (refused.Status, refused["success"].GetBoolean()));
        Assert.NotEmpty(refused[$"errors.{named}.0"].GetString()!);
        Assert.Equal(0, (await ana.GetAsync($"/api/videos/{id}/subtitles/"))["count"].GetInt32());
    }

    [Fact]
    public async Task Files_that_are_no_subtitles_are_refused_with_a_sentence()
    {
        var ana = await host.SignUpAsync("ana");
        var id = await ana.AddVideoAsync(films.Mp4);

        var drawn = await AddAsync(ana, id, [.. "PG"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0x16, 0, 0, .. new byte[6 << 20]], "disc.sup");
        Assert.Equal(400, drawn.Status);
        Assert.StartsWith("These subtitles are pictures (PGS), which browsers cannot show.", drawn["errors.file.0"].GetString(), StringComparison.Ordinal);
        Assert.StartsWith("There are no subtitles in this file", (await AddAsync(ana, id, films.Mp4, "film.srt"))["message"].GetString(), StringComparison.Ordinal);
        Assert.Equal(413, (await AddAsync(ana, id, Encoding.UTF8.GetBytes(Hello + new string(' ', 5 << 20)), "long.srt")).Status);
        Assert.Equal(400, (await ana.PostAsync($"/api/videos/{id}/subtitles/", new { label = "no form" })).Status);
        Assert.Equal(400, (await ana.PostTextAsync($"/api/videos/{id}/subtitles/", "--x\r\nbroken", "multipart/form-data; boundary=x")).Status);
        Assert.Equal(400, (await ana.SendAsync(HttpMethod.Post, $"/api/videos/{id}/subtitles/", new MultipartFormDataContent { { new StringContent("en"), "language" } })).Status);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        var ana = await host.SignUpAsync("ana");
        var id = await ana.AddVideoAsync(films.Mp4);

        Assert.Equal(404, (await AddAsync(ana, "x", Encoding.UTF8.GetBytes(Hello), "a.srt")).Status);
        Assert.Equal(404, (await ana.GetAsync("/api/videos/x/subtitles/")).Status);
        foreach (var name in (string[])["x", "..%2f..%2ffilm", "0198c0de-0000-7000-8000-000000000001", "t0"])
        {
            Assert.Equal(404, (await ana.SendAsync(HttpMethod.Delete, $"/api/videos/{id}/subtitles/{name}/", content: null)).Status);
            Assert.Equal(404, (await ana.SendAsync(HttpMethod.Patch, $"/api/videos/{id}/subtitles/{name}/", JsonContent.Create(new { label = "x" }))).Status);
        }
    }

    private static Task<Answer> AddAsync(Person person, string video, byte[] bytes, string fileName, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"file\"", FileName = $"\"{fileName}\"" };
        form.Add(file);
        return person.SendAsync(HttpMethod.Post, $"/api/videos/{video}/subtitles/", form);
    }

    private static async Task<Answer> PackagedAsync(Person person, string id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var stream = await person.GetAsync($"/api/videos/{id}/stream/");
            if (stream["dash_url"].GetString() is not null) return stream;
            await pause.WaitForNextTickAsync(limit.Token);
        }
    }
}
