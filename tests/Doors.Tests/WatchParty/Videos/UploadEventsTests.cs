using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Videos;

public sealed class UploadEventsTests(UploadEventsTests.ListeningHost host, Films films) : IClassFixture<UploadEventsTests.ListeningHost>, IClassFixture<Films>
{
    [Fact]
    public async Task Who_uploaded_a_film_hears_of_every_step_until_there_is_nothing_more_to_tell()
    {
        var ana = await host.SignUpAsync("ana");
        var uploaded = await ana.UploadAsync(films.Hevc);

        var heard = await ListenAsync(await OpenAsync(ana, uploaded["upload_id"].GetString()!));

        Assert.All(heard, status => Assert.Equal(uploaded["video_id"].GetString(), status.GetProperty("video_id").GetString()));
        var stages = heard.Select(status => status.GetProperty("stage").GetString()).Distinct().ToArray();
        Assert.Equal("finished", stages[^1]);
        Assert.Contains("preparing", stages);
        Assert.Equal("ready", heard[^1].GetProperty("status").GetString());
        Assert.Equal(await StatusAsync(ana, uploaded["upload_id"].GetString()!), heard[^1].GetRawText());
    }

    [Fact]
    public async Task A_film_that_cannot_be_played_ends_the_news_with_the_reason()
    {
        var ana = await host.SignUpAsync("ana");
        var uploaded = await ana.UploadAsync(films.MagicYuv);

        var heard = await ListenAsync(await OpenAsync(ana, uploaded["upload_id"].GetString()!));

        Assert.Equal("failed", heard[^1].GetProperty("status").GetString());
        Assert.NotEqual("", heard[^1].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Another_person_s_upload_does_not_exist()
    {
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        var uploaded = await ana.UploadAsync(films.Mp4);

        using var refused = await OpenAsync(ben, uploaded["upload_id"].GetString()!);
        using var unknown = await OpenAsync(ben, "nonsense");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (refused.StatusCode, unknown.StatusCode));
    }

    private async Task<HttpResponseMessage> OpenAsync(Person person, string upload)
    {
        using var http = host.NewClient(person);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/videos/upload/{upload}/events/");
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<List<JsonElement>> ListenAsync(HttpResponseMessage response)
    {
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var heard = new List<JsonElement>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            Assert.Equal("status", item.EventType);
            heard.Add(JsonSerializer.Deserialize<JsonElement>(item.Data));
        }

        return heard;
    }

    private static async Task<string> StatusAsync(Person person, string upload) =>
        (await person.GetAsync($"/api/videos/upload/{upload}/status/")).Json.GetRawText();

    /// <summary>On a real socket, and making sizes.</summary>
    public sealed class ListeningHost : MatineeHost
    {
        public ListeningHost()
            : base(new() { ["Matinee:Media:EncodesAtOnce"] = "1" }) => UseKestrel(0);
    }
}
