using System.Net.ServerSentEvents;
using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchParty.Videos;

public sealed class ProcessingFeedTests(ProcessingFeedTests.ListeningHost host, Films films)
    : IClassFixture<ProcessingFeedTests.ListeningHost>
{
    [Fact]
    public async Task Who_uploaded_films_hears_of_every_step_of_all_of_them_and_nobody_else_does()
    {
        var (ana, ben) = (await host.SignUpAsync("ana"), await host.SignUpAsync("ben"));
        await using var hers = await Listener.OpenAsync(host, ana);
        await using var his = await Listener.OpenAsync(host, ben);

        var converted = await ana.UploadAsync(films.Hevc);
        var refused = await ana.UploadAsync(films.MagicYuv);
        var bens = await ben.UploadAsync(films.Mp4);
        var ofConverted = await hers.UntilAsync(converted["upload_id"].GetString()!, "finished");
        var ofRefused = await hers.UntilAsync(refused["upload_id"].GetString()!, "failed");
        await his.UntilAsync(bens["upload_id"].GetString()!, "finished");

        Assert.Contains(ofConverted, status => status.GetProperty("stage").GetString() == "preparing");
        Assert.Equal("ready", ofConverted[^1].GetProperty("status").GetString());
        Assert.Equal(converted["video_id"].GetString(), ofConverted[^1].GetProperty("video_id").GetString());
        Assert.NotEqual("", ofRefused[^1].GetProperty("message").GetString());
        Assert.DoesNotContain(bens["upload_id"].GetString(), hers.Uploads);
        Assert.Equal([bens["upload_id"].GetString()!], his.Uploads);
    }

    [Fact]
    public async Task Who_comes_later_hears_first_what_is_unfinished()
    {
        await using var idle = new MatineeHost();
        idle.UseKestrel(0);
        var ana = await idle.SignUpAsync("ana");
        var id = await ana.AddVideoAsync(films.Mp4);

        await using var listener = await Listener.OpenAsync(idle, ana);
        var heard = await listener.NextAsync();

        Assert.Equal((id, "improving"), (heard.GetProperty("video_id").GetString(), heard.GetProperty("stage").GetString()));
    }

    /// <summary>On a real socket, and making sizes.</summary>
    public sealed class ListeningHost : MatineeHost
    {
        public ListeningHost()
            : base(new() { ["Matinee:Media:EncodesAtOnce"] = "1" }) => UseKestrel(0);
    }

    private sealed class Listener(HttpClient http, HttpResponseMessage response, IAsyncEnumerator<SseItem<string>> items) : IAsyncDisposable
    {
        private readonly List<JsonElement> heard = [];

        public IEnumerable<string> Uploads => heard.Select(Upload).Distinct();

        public static async Task<Listener> OpenAsync(MatineeHost host, Person person)
        {
            var http = host.NewClient(person);
            var response = await http.GetAsync("/api/videos/upload/events/", HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
            return new Listener(http, response, SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator());
        }

        public async Task<JsonElement> NextAsync()
        {
            do Assert.True(await items.MoveNextAsync());
            while (items.Current.EventType != "status");
            heard.Add(JsonSerializer.Deserialize<JsonElement>(items.Current.Data));
            return heard[^1];
        }

        /// <summary>All that was heard of the upload, the last of it at that stage.</summary>
        public async Task<List<JsonElement>> UntilAsync(string upload, string stage)
        {
            while (!heard.Exists(status => Upload(status) == upload && status.GetProperty("stage").GetString() == stage)) await NextAsync();
            return heard.FindAll(status => Upload(status) == upload);
        }

        public ValueTask DisposeAsync()
        {
            response.Dispose();
            http.Dispose();
            return ValueTask.CompletedTask;
        }

        private static string Upload(JsonElement status) => status.GetProperty("upload_id").GetString()!;
    }
}
