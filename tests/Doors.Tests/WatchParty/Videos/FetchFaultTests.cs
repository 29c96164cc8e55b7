using System.Collections.Concurrent;
using System.Net;
using Matinee.Domain.Library;
using Matinee.Doors.Tests.Shared;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Doors.Tests.WatchParty.Videos;

/// <summary>Other people's servers that break off, fall silent or never end.</summary>
public sealed class FetchFaultTests(Films films)
{
    private const string GivenUp = "The film could not be fetched: the other side does not answer or breaks off.";

    [Fact]
    public async Task A_passing_problem_is_tried_again_and_a_lasting_one_ends_in_a_sentence()
    {
        await using var web = await FilmServer.StartAsync();
        await using var host = new ImpatientHost(web, longest: TimeSpan.FromMinutes(5));
        var ana = await host.SignUpAsync("ana");
        var asked = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        web.Answer = async context =>
        {
            var path = context.Request.Path.Value!;
            var time = asked.AddOrUpdate(path, 1, (_, count) => count + 1);
            if (path == "/busy" || (path == "/mended" && time == 1))
            {
                context.Response.StatusCode = 503;
                return;
            }

            if (path == "/mended" && time == 3)
            {
                await context.Response.Body.WriteAsync(films.Mp4);
                return;
            }

            // Breaks off, or falls silent, in the middle of the film.
            context.Response.ContentLength = films.Mp4.Length;
            await context.Response.Body.WriteAsync(films.Mp4.AsMemory(0, 5000));
            await context.Response.Body.FlushAsync();
            if (path == "/silent") await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            context.Abort();
        };

        var uploads = new Dictionary<string, Answer>(StringComparer.Ordinal);
        foreach (var path in (string[])["/mended", "/busy", "/silent"]) uploads[path] = await BeginAsync(ana, web.Url(path));
        var ends = new Dictionary<string, Answer>(StringComparer.Ordinal);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                // Between two tries lie seconds, longer each time.
                host.Clock.Advance(TimeSpan.FromSeconds(1));
                foreach (var (path, upload) in uploads)
                {
                    var status = await ana.GetAsync($"/api/videos/upload/{upload["upload_id"].GetString()}/status/");
                    if (status["status"].GetString() is "ready" or "failed") ends[path] = status;
                }

                return ends.Count == uploads.Count;
            },
            "the end of three uploads");

        Assert.Equal("ready", ends["/mended"]["status"].GetString());
        Assert.Equal(("failed", GivenUp), (ends["/busy"]["status"].GetString(), ends["/busy"]["message"].GetString()));
        Assert.Equal(("failed", GivenUp), (ends["/silent"]["status"].GetString(), ends["/silent"]["message"].GetString()));
        Assert.All(uploads.Keys, path => Assert.Equal(3, asked[path]));
        Assert.Equal(films.Mp4, await host.CreateClient().GetByteArrayAsync(await ana.StreamUrlAsync(uploads["/mended"]["video_id"].GetString()!)));
        Assert.Single(host.MediaFiles(), path => Path.GetFileName(path) == "film");
        Assert.DoesNotContain(host.MediaFiles(), path => path.Contains("/uploads/", StringComparison.Ordinal));
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task A_film_that_never_ends_is_ended_and_leaves_nothing()
    {
        await using var web = await FilmServer.StartAsync();
        await using var host = new ImpatientHost(web, longest: TimeSpan.FromSeconds(1));
        var ana = await host.SignUpAsync("ana");
        web.Answer = async context =>
        {
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync("x"u8.ToArray());
                await context.Response.Body.FlushAsync();
                await pause.WaitForNextTickAsync();
            }
        };

        var status = await ana.ExaminedAsync((await BeginAsync(ana, web.Url("/")))["upload_id"].GetString()!);

        Assert.Equal(("failed", "The film took too long to fetch."), (status["status"].GetString(), status["message"].GetString()));
        Assert.Equal(1, web.Requests);
        Assert.DoesNotContain(host.MediaFiles(), File.Exists);
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_film_beyond_the_quota_is_refused_with_what_is_left(bool declared)
    {
        await using var web = await FilmServer.StartAsync();
        await using var host = new ImpatientHost(web, TimeSpan.FromMinutes(5), new() { ["Matinee:Uploads:QuotaBytes"] = "50000" });
        await host.SignUpAsync("first");
        var ana = await host.SignUpAsync("ana");
        web.Answer = async context =>
        {
            if (declared) context.Response.ContentLength = 50_001;
            await context.Response.Body.WriteAsync(new byte[50_001], context.RequestAborted);
        };

        var status = await ana.ExaminedAsync((await BeginAsync(ana, web.Url("/")))["upload_id"].GetString()!);

        Assert.Equal("failed", status["status"].GetString());
        Assert.Contains("50000", status["message"].GetString());
        Assert.DoesNotContain(host.MediaFiles(), File.Exists);
    }

    private static async Task<Answer> BeginAsync(Person person, string address)
    {
        var form = new MultipartFormDataContent { { new StringContent("url"), "source_type" }, { new StringContent(address), "source_url" } };
        var begun = await person.SendAsync(HttpMethod.Post, "/api/videos/upload/", form);
        Assert.Equal(201, begun.Status);
        return begun;
    }

    private sealed class ImpatientHost(FilmServer films, TimeSpan longest, Dictionary<string, string>? settings = null) : MatineeHost(settings ?? [])
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddSingleton(new FetchOptions
            {
                LoopbackPort = films.Port,
                Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
                LongestPause = TimeSpan.FromMilliseconds(500),
                Longest = longest,
            }));
        }
    }
}
