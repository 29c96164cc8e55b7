using System.Net;
using System.Net.Http.Headers;
using Matinee.Database;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Videos;

public sealed class MediaTests(MatineeHost host, Films films) : IClassFixture<MatineeHost>
{
    private readonly HttpClient player = host.CreateClient();

    [Fact]
    public async Task A_film_is_sent_whole_with_the_headers_that_players_need()
    {
        var (_, url) = await ShowAsync();

        using var response = await player.GetAsync(url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(films.Mp4, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("video/mp4", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("bytes", Assert.Single(response.Headers.AcceptRanges));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(response.Headers.CacheControl is { Private: true, MaxAge: { TotalSeconds: > 0 and <= 3600 } });
        Assert.False(response.Headers.ETag!.IsWeak);
        Assert.NotNull(response.Content.Headers.LastModified);
    }

    [Fact]
    public async Task A_film_whose_folder_is_not_there_is_not_found()
    {
        var ana = await host.SignUpAsync("ana");
        var id = await ana.AddVideoAsync(films.Mp4);
        var url = await ana.StreamUrlAsync(id);
        var film = Path.Combine(host.Get<Domain.Media.MediaOptions>().Folder, id, "film");
        File.Delete(film);
        File.CreateSymbolicLink(film, "/nowhere/film.mp4");

        using var response = await player.GetAsync(url);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("bytes=0-99", 0, 99)]
    [InlineData("bytes=1000-1999", 1000, 1999)]
    [InlineData("bytes=-500", -500, -1)]
    [InlineData("bytes=2000-", 2000, -1)]
    [InlineData("bytes=2000-999999999", 2000, -1)]
    public async Task A_range_is_sent(string range, int from, int to)
    {
        var (_, url) = await ShowAsync();
        var length = films.Mp4.Length;
        var first = from < 0 ? length + from : from;
        var last = to < 0 ? length + to : to;

        using var response = await SendAsync(HttpMethod.Get, url, ("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(new ContentRangeHeaderValue(first, last, length), response.Content.Headers.ContentRange);
        Assert.Equal(films.Mp4[first..(last + 1)], await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_range_beyond_the_end_cannot_be_satisfied()
    {
        var (_, url) = await ShowAsync();

        using var response = await SendAsync(HttpMethod.Get, url, ("Range", $"bytes={films.Mp4.Length}-"));

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Equal(new ContentRangeHeaderValue(films.Mp4.Length), response.Content.Headers.ContentRange);
    }

    [Fact]
    public async Task Several_ranges_are_answered_with_the_whole()
    {
        var (_, url) = await ShowAsync();

        using var response = await SendAsync(HttpMethod.Get, url, ("Range", "bytes=0-1,5-6"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(films.Mp4.Length, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task If_Range_decides_between_part_and_whole()
    {
        var (_, url) = await ShowAsync();
        using var head = await SendAsync(HttpMethod.Head, url);

        using var same = await SendAsync(HttpMethod.Get, url, ("Range", "bytes=0-9"), ("If-Range", head.Headers.ETag!.ToString()));
        using var other = await SendAsync(HttpMethod.Get, url, ("Range", "bytes=0-9"), ("If-Range", "\"another\""));
        using var unchanged = await SendAsync(HttpMethod.Get, url, ("If-None-Match", head.Headers.ETag!.ToString()));

        Assert.Equal((HttpStatusCode.PartialContent, HttpStatusCode.OK, HttpStatusCode.NotModified), (same.StatusCode, other.StatusCode, unchanged.StatusCode));
    }

    [Fact]
    public async Task Head_sends_the_headers_alone()
    {
        var (_, url) = await ShowAsync();

        using var response = await SendAsync(HttpMethod.Head, url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(films.Mp4.Length, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_webm_film_and_a_poster_have_their_own_types()
    {
        var ana = await host.SignUpAsync("ana");
        var stream = await ana.GetAsync($"/api/videos/{await ana.AddVideoAsync(films.WebM)}/stream/");

        using var film = await SendAsync(HttpMethod.Head, new Uri(stream["streaming_url"].GetString()!).PathAndQuery);
        using var poster = await player.GetAsync(new Uri(stream["thumbnail_url"].GetString()!).PathAndQuery);

        Assert.EndsWith("/film.webm", stream["streaming_url"].GetString(), StringComparison.Ordinal);
        Assert.Equal("video/webm", film.Content.Headers.ContentType!.ToString());
        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (poster.StatusCode, poster.Content.Headers.ContentType!.ToString()));
        Assert.Equal([0xFF, 0xD8, 0xFF], (await poster.Content.ReadAsByteArrayAsync())[..3]);
    }

    [Fact]
    public async Task A_film_that_is_being_prepared_shows_its_poster_and_no_more()
    {
        var ana = await host.SignUpAsync("ana");
        var id = await ana.AddVideoAsync(films.Mp4);
        var stream = await ana.GetAsync($"/api/videos/{id}/stream/");

        await host.Get<IDatabase>().WriteAsync(session => session.ExecuteAsync("update videos set status = 'processing' where id = @id", new { id }));

        using var film = await player.GetAsync(new Uri(stream["streaming_url"].GetString()!).PathAndQuery);
        using var poster = await player.GetAsync(new Uri(stream["thumbnail_url"].GetString()!).PathAndQuery);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (film.StatusCode, poster.StatusCode));
    }

    [Fact]
    public async Task A_link_opens_what_it_is_for_and_nothing_else()
    {
        var ana = await host.SignUpAsync("ana");
        var stream = await ana.GetAsync($"/api/videos/{await ana.AddVideoAsync(films.Mp4)}/stream/");
        var film = new Uri(stream["streaming_url"].GetString()!).PathAndQuery;
        var poster = new Uri(stream["thumbnail_url"].GetString()!).PathAndQuery;

        Assert.Equal(HttpStatusCode.NotFound, (await player.GetAsync(poster.Replace("poster.jpg", "film.mp4", StringComparison.Ordinal))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await player.GetAsync(film.Replace("film.mp4", "poster.jpg", StringComparison.Ordinal))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await player.GetAsync(film.Replace("film.mp4", "film", StringComparison.Ordinal))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await player.GetAsync(film.Replace("film.mp4", "..%2f..%2fmatinee.db", StringComparison.Ordinal))).StatusCode);
    }

    [Fact]
    public async Task A_forged_link_is_refused_in_plain_words()
    {
        var (_, url) = await ShowAsync();
        var token = url.Split('/')[2];
        var forged = (token[20] == 'A' ? 'B' : 'A') is var other ? $"{token[..20]}{other}{token[21..]}" : token;

        foreach (var bad in (string[])[forged, "x", new string('A', token.Length), token + "A"])
        {
            using var response = await player.GetAsync(url.Replace(token, bad, StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Equal("This link is not valid.", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task An_expired_link_is_refused_and_a_new_one_opens()
    {
        await using var alone = new MatineeHost();
        var ana = await alone.SignUpAsync("ana");
        var id = await ana.AddVideoAsync(films.Mp4);
        var url = await ana.StreamUrlAsync(id);
        alone.Clock.Advance(TimeSpan.FromHours(4) - TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.OK, (await alone.CreateClient().GetAsync(url)).StatusCode);

        alone.Clock.Advance(TimeSpan.FromMinutes(6));
        using var expired = await alone.CreateClient().GetAsync(url);

        Assert.Equal(HttpStatusCode.Forbidden, expired.StatusCode);
        Assert.Equal("This link has expired. Reload the page to get a new one.", await expired.Content.ReadAsStringAsync());
        await ana.LogInAsync(ana.Email);
        Assert.Equal(HttpStatusCode.OK, (await alone.CreateClient().GetAsync(await ana.StreamUrlAsync(id))).StatusCode);
    }

    [Fact]
    public async Task A_deleted_video_is_gone_from_disk_lists_and_links()
    {
        var (ana, url) = await ShowAsync();
        var id = (await ana.GetAsync("/api/videos/"))["results.0.id"].GetString()!;

        var deleted = await ana.SendAsync(HttpMethod.Delete, $"/api/videos/{id}/", null);

        Assert.Equal((200, true), (deleted.Status, deleted["success"].GetBoolean()));
        Assert.Equal(HttpStatusCode.NotFound, (await player.GetAsync(url)).StatusCode);
        Assert.Equal(404, (await ana.GetAsync($"/api/videos/{id}/")).Status);
        Assert.DoesNotContain(host.MediaFiles(), path => path.Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_that_runs_ends_when_the_video_is_deleted()
    {
        await using var alone = new MatineeHost();
        alone.UseKestrel(0);
        var ana = await alone.SignUpAsync("ana");
        using var http = alone.NewClient(ana);

        var id = await ana.AddVideoAsync(films.Large);
        using var request = new HttpRequestMessage(HttpMethod.Get, await ana.StreamUrlAsync(id));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1000]);

        await ana.SendAsync(HttpMethod.Delete, $"/api/videos/{id}/", null);

        await Assert.ThrowsAnyAsync<Exception>(() => body.CopyToAsync(Stream.Null));
    }

    private async Task<(Person Owner, string Url)> ShowAsync()
    {
        var ana = await host.SignUpAsync("ana");
        return (ana, await ana.StreamUrlAsync(await ana.AddVideoAsync(films.Mp4)));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await player.SendAsync(request);
    }
}
