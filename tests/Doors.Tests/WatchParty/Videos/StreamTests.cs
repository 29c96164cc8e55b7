using System.Net;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Videos;

public sealed class StreamTests(StreamTests.EncodingHost host, Films films) : IClassFixture<StreamTests.EncodingHost>
{
    private readonly HttpClient player = host.CreateClient();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_film_that_no_browser_plays_is_streamed_over_hls_and_dash()
    {
        var ana = await host.SignUpAsync("ana");
        var (id, stream) = await PackagedAsync(ana, films.Hevc);

        Assert.Equal(stream["hls_url"].GetString(), stream["streaming_url"].GetString());
        Assert.False(stream["plays_directly"].GetBoolean());
        Assert.Equal("180p", stream["quality_variants.0.quality"].GetString());
        var hls = PathOf(stream, "hls_url");
        var master = await player.GetStringAsync(hls, Ct);
        Assert.StartsWith("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n", master, StringComparison.Ordinal);
        Assert.Contains("RESOLUTION=320x180,FRAME-RATE=25.000,AUDIO=\"sound\"\nv180/playlist.m3u8\n", master, StringComparison.Ordinal);
        var media = await player.GetStringAsync(hls.Replace("master.m3u8", "v180/playlist.m3u8"), Ct);
        Assert.Matches(@"#EXTINF:3\.0\d+,\n00000\.m4s\n#EXT-X-ENDLIST\n$", media);
        Assert.Contains("<SegmentTimeline>", await player.GetStringAsync(PathOf(stream, "dash_url"), Ct), StringComparison.Ordinal);
        stream = await UntilAsync(ana, $"/api/videos/{id}/stream/", answer => answer["storyboard_url"].GetString() is not null);
        var index = await player.GetStringAsync(PathOf(stream, "storyboard_url"), Ct);
        Assert.StartsWith("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nstoryboard-0.jpg#xywh=0,0,160,90\n", index, StringComparison.Ordinal);
        var sheet = await player.GetByteArrayAsync(hls.Replace("master.m3u8", "storyboard-0.jpg"), Ct);
        Assert.Equal([0xFF, 0xD8, 0xFF], sheet[..3]);
    }

    [Fact]
    public async Task Segments_may_be_cached_and_playlists_may_not()
    {
        var ana = await host.SignUpAsync("ana");
        var hls = PathOf((await PackagedAsync(ana, films.Mp4)).Stream, "hls_url");

        using var playlist = await player.GetAsync(hls, Ct);
        using var segment = await player.GetAsync(hls.Replace("master.m3u8", "v180/00000.m4s"), Ct);
        using var init = await player.GetAsync(hls.Replace("master.m3u8", "a0/init.mp4"), Ct);

        Assert.Equal("no-store", playlist.Headers.CacheControl!.ToString());
        Assert.Equal("application/vnd.apple.mpegurl", playlist.Content.Headers.ContentType!.ToString());
        Assert.Contains("immutable", segment.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.True(segment.Headers.CacheControl is { Private: true, MaxAge.TotalSeconds: > 0 });
        Assert.Equal(("video/mp4", "audio/mp4"), (segment.Content.Headers.ContentType!.ToString(), init.Content.Headers.ContentType!.ToString()));
        Assert.Equal("*", Assert.Single(segment.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Segments_answer_ranges_conditions_and_head()
    {
        var ana = await host.SignUpAsync("ana");
        var segment = PathOf((await PackagedAsync(ana, films.Mp4)).Stream, "hls_url").Replace("master.m3u8", "v180/00000.m4s");
        var whole = await player.GetByteArrayAsync(segment, Ct);

        using var head = await SendAsync(HttpMethod.Head, segment);
        using var part = await SendAsync(HttpMethod.Get, segment, ("Range", "bytes=10-19"), ("If-Range", head.Headers.ETag!.ToString()));
        using var other = await SendAsync(HttpMethod.Get, segment, ("Range", "bytes=10-19"), ("If-Range", "\"another\""));
        using var beyond = await SendAsync(HttpMethod.Get, segment, ("Range", $"bytes={whole.Length}-"));

        Assert.Equal((whole.Length, 0), ((int)head.Content.Headers.ContentLength!, (await head.Content.ReadAsByteArrayAsync(Ct)).Length));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(whole[10..20], await part.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.RequestedRangeNotSatisfiable), (other.StatusCode, beyond.StatusCode));
    }

    [Fact]
    public async Task Nothing_but_what_is_offered_is_there()
    {
        var ana = await host.SignUpAsync("ana");
        var hls = PathOf((await PackagedAsync(ana, films.Mp4)).Stream, "hls_url");
        string[] names =
        [
            "v180/complete.m3u8",
            "v180/00001.m4s",
            "v180/0.m4s",
            "v180/+0000.m4s",
            "v180/.m4s",
            "v180/..%2fa0%2finit.mp4",
            "..%2ffilm",
            "v180/..%2f..%2ffilm",
            "..%2f..%2f..%2fmatinee.db",
            "v180%2finit.mp4",
            "film.mp4",
            "poster.jpg",
            "t0.vtt",
            "t0/playlist.m3u8",
            "work/first-0-1",
            "storyboard-9.jpg",
        ];

        foreach (var name in names)
        {
            using var response = await player.GetAsync(hls.Replace("master.m3u8", name), Ct);
            Assert.True(response.StatusCode is HttpStatusCode.NotFound, $"{name} answers {response.StatusCode}.");
        }
    }

    [Fact]
    public async Task A_link_in_the_file_system_is_not_followed()
    {
        var ana = await host.SignUpAsync("ana");
        var (id, stream) = await PackagedAsync(ana, films.Mp4);
        var folder = Path.Combine(host.Get<Domain.Media.MediaOptions>().Folder, id, "stream", "v180");
        File.Delete(Path.Combine(folder, "00000.m4s"));
        File.CreateSymbolicLink(Path.Combine(folder, "00000.m4s"), "/etc/hostname");

        using var response = await player.GetAsync(PathOf(stream, "hls_url").Replace("master.m3u8", "v180/00000.m4s"), Ct);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_link_is_good_for_its_film_and_part_and_time()
    {
        var ana = await host.SignUpAsync("ana");
        var (_, stream) = await PackagedAsync(ana, films.Mp4);
        var hls = PathOf(stream, "hls_url");
        var token = hls.Split('/')[2];

        using var forged = await player.GetAsync(hls.Replace(token, token[..^4] + "AAAA"), Ct);
        using var film = await player.GetAsync(PathOf(stream, "streaming_url").Replace("film.mp4", "v180/init.mp4"), Ct);
        using var poster = await player.GetAsync(PathOf(stream, "thumbnail_url").Replace("poster.jpg", "master.m3u8"), Ct);
        host.Clock.Advance(TimeSpan.FromHours(5));
        using var late = await player.GetAsync(hls, Ct);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (forged.StatusCode, film.StatusCode, poster.StatusCode));
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
    }

    [Fact]
    public async Task A_deleted_film_stops_at_once()
    {
        var ana = await host.SignUpAsync("ana");
        var (id, stream) = await PackagedAsync(ana, films.Mp4);
        var hls = PathOf(stream, "hls_url");
        using var before = await player.GetAsync(hls.Replace("master.m3u8", "v180/00000.m4s"), Ct);

        await ana.SendAsync(HttpMethod.Delete, $"/api/videos/{id}/", content: null);

        foreach (var name in (string[])["master.m3u8", "manifest.mpd", "v180/playlist.m3u8", "v180/init.mp4", "v180/00000.m4s", "storyboard-0.jpg"])
        {
            using var after = await player.GetAsync(hls.Replace("master.m3u8", name), Ct);
            Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await Eventually.BecomesTrueAsync(() => !host.MediaFiles().Any(path => path.Contains(id, StringComparison.Ordinal)), "no file of the film");
    }

    [Fact]
    public async Task The_status_tells_how_far_a_film_is()
    {
        var ana = await host.SignUpAsync("ana");
        var uploaded = await ana.UploadAsync(films.Hevc);
        var path = $"/api/videos/upload/{uploaded["upload_id"]}/status/";
        var status = await ana.GetAsync(path);
        Assert.Contains(status["status"].GetString(), (string[])["processing", "ready"]);
        Assert.InRange(status["progress"].GetInt32(), 0, 100);

        status = await UntilAsync(ana, path, answer => answer["stage"].GetString() is "finished");

        Assert.Equal(("ready", 100, "The film is ready."), (status["status"].GetString(), status["progress"].GetInt32(), status["message"].GetString()));
        Assert.Equal(100, status["stage_progress"].GetDouble());
    }

    /// <summary>Uploads a film and waits until it can be played over HLS and DASH; previews follow later.</summary>
    private static async Task<(string Id, Answer Stream)> PackagedAsync(Person person, byte[] film)
    {
        var id = await person.AddVideoAsync(film);
        return (id, await UntilAsync(person, $"/api/videos/{id}/stream/", answer => answer["dash_url"].GetString() is not null));
    }

    /// <summary>Encodes give way to everything else on the machine, so the limit is wide.</summary>
    private static async Task<Answer> UntilAsync(Person person, string path, Func<Answer, bool> isIt)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var answer = await person.GetAsync(path);
            if (isIt(answer)) return answer;
            await pause.WaitForNextTickAsync(limit.Token);
        }
    }

    private static string PathOf(Answer stream, string field) => new Uri(stream[field].GetString()!).PathAndQuery;

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return player.SendAsync(request, Ct);
    }

    public sealed class EncodingHost() : MatineeHost(new() { ["Matinee:Media:EncodesAtOnce"] = "1" });
}
