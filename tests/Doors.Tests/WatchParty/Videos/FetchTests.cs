using System.Net;
using Matinee.Doors.Tests.Shared;
using Microsoft.AspNetCore.Http;

namespace Matinee.Doors.Tests.WatchParty.Videos;

/// <summary>Films that the server fetches from an address of the web.</summary>
public sealed class FetchTests(Films films)
{
    [Fact]
    public async Task A_film_is_fetched_examined_and_ready()
    {
        await using var web = await FilmServer.StartAsync();
        await using var host = new FetchingHost(web);
        web.Answer = context => context.Response.Body.WriteAsync(films.Mp4).AsTask();
        var ana = await host.SignUpAsync("ana");

        var begun = await BeginAsync(ana, web.Url("/a%20film.mp4?x=1"), ("visibility", "unlisted"));
        Assert.Equal(201, begun.Status);
        var status = await ana.ExaminedAsync(begun["upload_id"].GetString()!);

        Assert.Equal("ready", status["status"].GetString());
        var video = await ana.GetAsync($"/api/videos/{begun["video_id"].GetString()}/");
        Assert.Equal(
            ("a film", "url", "unlisted", films.Mp4.Length),
            (video["title"].GetString(), video["source_type"].GetString(), video["visibility"].GetString(), video["file_size"].GetInt32()));
        Assert.Equal(web.Url("/a%20film.mp4?x=1"), video["source_url"].GetString());
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task Redirects_are_followed_where_they_stay_public()
    {
        await using var web = await FilmServer.StartAsync();
        await using var host = new FetchingHost(web);
        web.Answer = context =>
        {
            if (context.Request.Path == "/film.mp4") return context.Response.Body.WriteAsync(films.Mp4).AsTask();
            context.Response.Redirect(context.Request.Path == "/one" ? "/two" : web.Url("/film.mp4", "other.example"));
            return Task.CompletedTask;
        };
        var ana = await host.SignUpAsync("ana");

        Assert.Equal("ready", (await FetchAsync(ana, web.Url("/one")))["status"].GetString());
    }

    [Theory]
    [InlineData("http://127.0.0.1/film.mp4")]
    [InlineData("http://[::1]/film.mp4")]
    [InlineData("http://[::ffff:127.0.0.1]/film.mp4")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://intern.example/film.mp4")]
    [InlineData("http://half.example/film.mp4")]
    public async Task Addresses_that_are_not_public_are_not_reached(string address)
    {
        await using var web = await FilmServer.StartAsync();
        await using var host = new FetchingHost(web);
        host.Names["intern.example"] = [IPAddress.Parse("10.0.0.7")];
        host.Names["half.example"] = [IPAddress.Parse("1.1.1.1"), IPAddress.Parse("127.0.0.1")];
        var ana = await host.SignUpAsync("ana");

        // Refused at once, or led there by the other server.
        var direct = await FetchAsync(ana, address);
        web.Answer = context =>
        {
            context.Response.Redirect(address);
            return Task.CompletedTask;
        };
        var led = await FetchAsync(ana, web.Url("/"));

        foreach (var status in new[] { direct, led })
        {
            Assert.Equal("failed", status["status"].GetString());
            Assert.Contains("public web addresses only", status["message"].GetString());
        }

        Assert.Equal(1, web.Requests);
        Assert.DoesNotContain(host.MediaFiles(), File.Exists);
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task A_name_that_changes_its_address_gains_nothing()
    {
        await using var web = await FilmServer.StartAsync();
        await using var host = new FetchingHost(web);
        var ana = await host.SignUpAsync("ana");
        web.Answer = context =>
        {
            host.Names["films.example"] = [IPAddress.Parse("192.168.0.1")];
            context.Response.Redirect("/again");
            return Task.CompletedTask;
        };

        Assert.Contains("public web addresses only", (await FetchAsync(ana, web.Url("/")))["message"].GetString());
        Assert.Equal(1, web.Requests);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://films.example/film.mp4")]
    [InlineData("gopher://films.example/")]
    [InlineData("http://user:secret@films.example/film.mp4")]
    [InlineData("http://films.example:22/")]
    [InlineData("http://films.example:6379/")]
    [InlineData("films.example/film.mp4")]
    [InlineData("http://")]
    [InlineData("//films.example/")]
    public async Task Addresses_that_no_film_has_are_refused_at_once(string address)
    {
        await using var web = await FilmServer.StartAsync();
        await using var host = new FetchingHost(web);
        var ana = await host.SignUpAsync("ana");

        var refused = await BeginAsync(ana, address);

        Assert.Equal(400, refused.Status);
        Assert.True(refused["errors"].TryGetProperty("source_url", out _));
        Assert.Equal(400, (await BeginAsync(ana, "")).Status);
    }

    [Fact]
    public async Task Endless_circles_and_pages_fail_with_a_sentence()
    {
        await using var web = await FilmServer.StartAsync();
        await using var host = new FetchingHost(web);
        var ana = await host.SignUpAsync("ana");
        web.Answer = context =>
        {
            context.Response.Redirect("/again");
            return Task.CompletedTask;
        };
        Assert.Contains("more than 5 times", (await FetchAsync(ana, web.Url("/")))["message"].GetString());
        Assert.Equal(6, web.Requests);

        web.Answer = context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        Assert.Contains("answers 404", (await FetchAsync(ana, web.Url("/")))["message"].GetString());

        web.Answer = context => context.Response.WriteAsync("<!doctype html><title>No film</title>");
        Assert.Contains("not a film", (await FetchAsync(ana, web.Url("/page.mp4")))["message"].GetString());
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_film_that_is_too_large_is_refused_whether_it_says_so_or_not(bool declared)
    {
        await using var web = await FilmServer.StartAsync();
        await using var host = new FetchingHost(web, new() { ["Matinee:Uploads:MaxBytes"] = "100000" });
        var ana = await host.SignUpAsync("ana");
        web.Answer = async context =>
        {
            if (declared) context.Response.ContentLength = 100_001;
            for (var i = 0; i < 11 && !context.RequestAborted.IsCancellationRequested; i++)
                await context.Response.Body.WriteAsync(new byte[i < 10 ? 10_000 : 1], context.RequestAborted);
        };

        Assert.Contains("at most 100000 bytes", (await FetchAsync(ana, web.Url("/")))["message"].GetString());
        Assert.DoesNotContain(host.MediaFiles(), File.Exists);
    }

    [Fact]
    public async Task Slow_servers_of_one_account_hold_up_nobody_else()
    {
        await using var web = await FilmServer.StartAsync();
        await using var host = new FetchingHost(web, change: options => options with { LongestPause = TimeSpan.FromMinutes(5) });
        web.Answer = context => context.Request.Path == "/slow"
            ? Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default)
            : context.Response.Body.WriteAsync(films.Mp4).AsTask();
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        for (var i = 0; i < 5; i++) Assert.Equal(201, (await BeginAsync(ana, web.Url("/slow"))).Status);

        Assert.Equal("ready", (await FetchAsync(ben, web.Url("/film.mp4")))["status"].GetString());
        Assert.Equal(2, web.Requests);
    }

    [Theory]
    [InlineData("silent", "does not answer or breaks off")]
    [InlineData("pausing", "does not answer or breaks off")]
    [InlineData("slow", "does not answer or breaks off")]
    [InlineData("endless", "took too long")]
    public async Task A_server_that_keeps_us_waiting_is_given_up(string how, string sentence)
    {
        await using var web = await FilmServer.StartAsync();
        await using var host = new FetchingHost(web, change: options => options with
        {
            LongestPause = TimeSpan.FromMilliseconds(how is "slow" or "endless" ? 60_000 : 300),
            RateWindow = TimeSpan.FromMilliseconds(how is "slow" ? 300 : 60_000),
            Longest = TimeSpan.FromMilliseconds(how is "endless" ? 1500 : 60_000),
            AfterFailure = TimeSpan.FromMilliseconds(50),
            Look = TimeSpan.FromMilliseconds(100),
        });
        web.Answer = async context =>
        {
            if (how is not "silent") await context.Response.StartAsync(context.RequestAborted);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await Task.Delay(how is "slow" or "endless" ? TimeSpan.FromMilliseconds(50) : Timeout.InfiniteTimeSpan, context.RequestAborted)
                    .ContinueWith(_ => { }, TaskScheduler.Default);
                if (context.RequestAborted.IsCancellationRequested) return;
                await context.Response.Body.WriteAsync(new byte[10], context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        };
        var ana = await host.SignUpAsync("ana");

        Assert.Contains(sentence, (await FetchAsync(ana, web.Url("/")))["message"].GetString());
        Assert.Equal(how is "endless" ? 1 : 3, web.Requests);
        Assert.DoesNotContain(host.MediaFiles(), File.Exists);
    }

    private static Task<Answer> BeginAsync(Person person, string address, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new StringContent("url"), "source_type" }, { new StringContent(address), "source_url" } };
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        return person.SendAsync(HttpMethod.Post, "/api/videos/upload/", form);
    }

    private static async Task<Answer> FetchAsync(Person person, string address)
    {
        var begun = await BeginAsync(person, address);
        Assert.Equal(201, begun.Status);
        return await person.ExaminedAsync(begun["upload_id"].GetString()!);
    }
}
