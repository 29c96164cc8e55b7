using System.Net.Http.Json;
using Matinee.Domain.Library;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Videos;

public sealed class VideosOnSqlite(MatineeHost host, Films films) : VideoTests(host, films), IClassFixture<MatineeHost>;

public sealed class VideosOnPostgres : VideoTests, IClassFixture<PostgresMatineeHost>
{
    public VideosOnPostgres(PostgresMatineeHost host, Films films)
        : base(host, films) => PostgresMatineeHost.SkipWithoutServer();
}

public abstract class VideoTests(MatineeHost host, Films films)
{
    [Fact]
    public async Task An_uploaded_film_is_shown_as_the_contract_says()
    {
        var ana = await host.SignUpAsync("ana");
        var uploaded = await ana.UploadAsync(films.Mp4, "Holiday.mp4", ("description", "By the sea"), ("visibility", "public"));

        Assert.Equal(201, uploaded.Status);
        Assert.True(uploaded["success"].GetBoolean());
        var status = await ana.ExaminedAsync(uploaded["upload_id"].GetString()!);
        Assert.Equal(("ready", 100), (status["status"].GetString(), status["progress"].GetInt32()));
        Assert.Equal(uploaded["video_id"].GetString(), status["video_id"].GetString());
        var video = await ana.GetAsync($"/api/videos/{uploaded["video_id"]}/");
        Assert.Equal(
            ["id", "title", "description", "uploader", "thumbnail", "duration", "duration_seconds", "file_size", "source_type", "resolution", "codec",
                "bitrate", "fps", "visibility", "status", "failure_reason", "notes", "allow_download", "require_premium", "view_count", "like_count",
                "comments_count", "is_liked", "can_edit", "can_download", "created_at", "updated_at"],
            video.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Holiday", video["title"].GetString());
        Assert.Equal("By the sea", video["description"].GetString());
        Assert.Equal("ana Tester", video["uploader.name"].GetString());
        Assert.Equal(ana.AccountId, video["uploader.id"].GetString());
        Assert.Equal("00:00:03", video["duration"].GetString());
        Assert.InRange(video["duration_seconds"].GetDouble(), 2.9, 3.1);
        Assert.Equal(films.Mp4.Length, video["file_size"].GetInt64());
        Assert.Equal(("320x180", "h264", 25.0), (video["resolution"].GetString(), video["codec"].GetString(), video["fps"].GetDouble()));
        Assert.True(video["can_edit"].GetBoolean());
    }

    [Fact]
    public async Task Every_route_needs_a_token_and_takes_no_slash_as_well()
    {
        var ana = await host.SignUpAsync("ana");
        var id = await ana.AddVideoAsync(films.Mp4);
        (HttpMethod Method, string Path, object? Body)[] routes =
        [
            (HttpMethod.Get, "/api/videos", null),
            (HttpMethod.Get, $"/api/videos/{id}", null),
            (HttpMethod.Get, $"/api/videos/{id}/stream", null),
            (HttpMethod.Patch, $"/api/videos/{id}", new { title = "New" }),
            (HttpMethod.Delete, $"/api/videos/{id}", null),
        ];
        foreach (var (method, path, body) in routes)
        {
            var refused = await host.Stranger().SendAsync(method, path + "/", JsonBody(body));
            Assert.Equal((401, false), (refused.Status, refused["success"].GetBoolean()));
            Assert.Equal(200, (await ana.SendAsync(method, path, JsonBody(body))).Status);
        }

        Assert.Equal(401, (await host.Stranger().UploadAsync(films.Mp4)).Status);
        Assert.Equal(401, (await host.Stranger().GetAsync($"/api/videos/upload/{id}/status/")).Status);
    }

    [Fact]
    public async Task Anothers_private_video_is_not_found()
    {
        var ana = await host.SignUpAsync("ana");
        var ben = await host.SignUpAsync("ben");
        var uploaded = await ana.UploadAsync(films.Mp4);
        await ana.ExaminedAsync(uploaded["upload_id"].GetString()!);
        var id = uploaded["video_id"].GetString();

        Assert.Equal(404, (await ben.GetAsync($"/api/videos/{id}/")).Status);
        Assert.Equal(404, (await ben.GetAsync($"/api/videos/{id}/stream/")).Status);
        Assert.Equal(404, (await ben.SendAsync(HttpMethod.Patch, $"/api/videos/{id}/", JsonContent.Create(new { title = "x" }))).Status);
        Assert.Equal(404, (await ben.SendAsync(HttpMethod.Patch, $"/api/videos/{id}/", JsonContent.Create(new { visibility = "x" }))).Status);
        Assert.Equal(404, (await ben.SendAsync(HttpMethod.Delete, $"/api/videos/{id}/", null)).Status);
        Assert.Equal(404, (await ben.GetAsync($"/api/videos/upload/{uploaded["upload_id"]}/status/")).Status);
        Assert.Equal(200, (await ana.GetAsync($"/api/videos/{id}/")).Status);
    }

    [Fact]
    public async Task Who_watches_it_in_a_party_may_stream_a_private_video()
    {
        var ana = await host.SignUpAsync("ana");
        var ben = await host.SignUpAsync("ben");
        var id = await ana.AddVideoAsync(films.Mp4);
        var rights = host.Get<ViewingRights>();
        var before = rights.WatchesInPartyAsync;
        rights.WatchesInPartyAsync = (account, video, _) => Task.FromResult(account.Value == ben.AccountId && video.Value == id);

        var stream = await ben.GetAsync($"/api/videos/{id}/stream/");
        rights.WatchesInPartyAsync = before;

        Assert.Equal(200, stream.Status);
        Assert.Equal(["streaming_url", "thumbnail_url", "quality_variants", "hls_url", "dash_url", "subtitles", "audio_tracks", "storyboard_url", "plays_directly", "is_complete", "can_edit", "expires_at"], stream.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal("180p", stream["quality_variants.0.quality"].GetString());
        Assert.True(stream["quality_variants.0.bitrate"].GetInt64() > 0);
        Assert.Equal(404, (await ben.GetAsync($"/api/videos/{id}/stream/")).Status);
    }

    [Fact]
    public async Task A_patch_changes_its_fields_and_no_others()
    {
        var ana = await host.SignUpAsync("ana");
        var id = await ana.AddVideoAsync(films.Mp4);
        var change = new
        {
            title = "After",
            description = "Text",
            visibility = "public",
            allow_download = true,
            require_premium = true,
            id = "another",
            status = "failed",
            view_count = 1_000_000,
            uploader = new { id = "someone" },
            owner_id = "someone",
            file_size = 1,
            can_edit = false,
        };

        var changed = await ana.SendAsync(HttpMethod.Patch, $"/api/videos/{id}/", JsonContent.Create(change));

        Assert.Equal(200, changed.Status);
        Assert.Equal(("After", "Text", "public"), (changed["title"].GetString(), changed["description"].GetString(), changed["visibility"].GetString()));
        Assert.True(changed["allow_download"].GetBoolean() && changed["require_premium"].GetBoolean());
        Assert.Equal((id, "ready", 0L), (changed["id"].GetString(), changed["status"].GetString(), changed["view_count"].GetInt64()));
        Assert.Equal((ana.AccountId, (long)films.Mp4.Length), (changed["uploader.id"].GetString(), changed["file_size"].GetInt64()));
    }

    [Theory]
    [InlineData("title", "\"\"")]
    [InlineData("title", "\"a\\u0007\"")]
    [InlineData("title", "7")]
    [InlineData("visibility", "\"secret\"")]
    [InlineData("allow_download", "\"yes\"")]
    public async Task A_patch_with_a_bad_value_is_refused(string field, string value)
    {
        var ana = await host.SignUpAsync("ana");
        var id = await ana.AddVideoAsync(films.Mp4);
        using var body = new StringContent($$"""{"{{field}}":{{value}}}""", System.Text.Encoding.UTF8, "application/json");

        Assert.Equal(400, (await ana.SendAsync(HttpMethod.Patch, $"/api/videos/{id}/", body)).Status);
    }

    [Fact]
    public async Task Another_may_see_but_not_change_a_public_video()
    {
        var ana = await host.SignUpAsync("ana");
        var ben = await host.SignUpAsync("ben");
        var id = await ana.AddVideoAsync(films.Mp4, ("visibility", "public"));

        var seen = await ben.GetAsync($"/api/videos/{id}/");
        Assert.Equal((200, false, false), (seen.Status, seen["can_edit"].GetBoolean(), seen["can_download"].GetBoolean()));
        Assert.Equal(403, (await ben.SendAsync(HttpMethod.Patch, $"/api/videos/{id}/", JsonContent.Create(new { title = "Mine" }))).Status);
        Assert.Equal(403, (await ben.SendAsync(HttpMethod.Delete, $"/api/videos/{id}/", null)).Status);
    }

    [Fact]
    public async Task A_list_is_paginated_and_filtered()
    {
        var ana = await host.SignUpAsync("ana");
        foreach (var title in (string[])["Beta", "Alpha", "Gamma"]) await ana.AddVideoAsync(films.Mp4, ("title", title));

        var page = await ana.GetAsync($"/api/videos/?uploader={ana.AccountId}&ordering=title&page_size=2");

        Assert.Equal(["count", "next", "previous", "total_pages", "current_page", "page_size", "results"], page.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal((3, 2), (page["count"].GetInt32(), page["total_pages"].GetInt32()));
        Assert.Equal(["Alpha", "Beta"], page["results"].EnumerateArray().Select(video => video.GetProperty("title").GetString()));
        var next = await ana.GetAsync(new Uri(page["next"].GetString()!).PathAndQuery);
        Assert.Equal("Gamma", next["results.0.title"].GetString());
        Assert.Equal("Alpha", (await ana.GetAsync($"/api/videos/?search=ALPH&uploader={ana.AccountId}"))["results.0.title"].GetString());
        Assert.Equal(0, (await ana.GetAsync($"/api/videos/?visibility=public&uploader={ana.AccountId}"))["count"].GetInt32());
        Assert.Equal(404, (await ana.GetAsync($"/api/videos/?uploader={ana.AccountId}&page=2")).Status);
    }

    [Theory]
    [InlineData("ordering=password")]
    [InlineData("ordering=--title")]
    [InlineData("visibility=secret")]
    [InlineData("uploader=ana")]
    [InlineData("page=0")]
    [InlineData("page=x")]
    [InlineData("search=a&search=b")]
    public async Task A_list_with_a_bad_filter_is_refused(string query)
    {
        var refused = await (await host.SignUpAsync("ana")).GetAsync($"/api/videos/?{query}");

        Assert.Equal((400, false), (refused.Status, refused["success"].GetBoolean()));
        Assert.True(refused.Json.TryGetProperty("errors", out _));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("..%2f..%2fetc")]
    [InlineData("0195f0aa-0000-7000-8000-000000000001")]
    public async Task An_id_that_names_nothing_is_not_found(string id)
    {
        var ana = await host.SignUpAsync("ana");

        Assert.Equal(404, (await ana.GetAsync($"/api/videos/{id}/")).Status);
        Assert.Equal(404, (await ana.GetAsync($"/api/videos/{id}/stream/")).Status);
        Assert.Equal(404, (await ana.GetAsync($"/api/videos/upload/{id}/status/")).Status);
    }

    private static JsonContent? JsonBody(object? body) => body is null ? null : JsonContent.Create(body, body.GetType());
}
