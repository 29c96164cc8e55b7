using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Doors.Shared;
using Matinee.Realtime;
using Microsoft.Extensions.Hosting;

namespace Matinee.Doors.WatchParty.Videos;

/// <summary>
/// How far the caller's films are: those that are worked on, then each whenever that changes. One connection for all of them, as
/// browsers open only a few to a server.
/// </summary>
internal sealed class ProcessingFeed(Library library, IBackplane backplane, IHostApplicationLifetime server, TimeProvider time)
{
    public const string StatusEvent = "status";
    public const string AliveEvent = "alive";

    private static readonly SseItem<string> Alive = new("{}", AliveEvent);

    // No proxy shall take the connection for a dead one.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    // A client that wants more comes again, with a token that is still good.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private const int MostAtFirst = 50;
    private const int MostWaiting = 1000;

    public static IResult Watch(HttpContext context, ProcessingFeed feed) =>
        TypedResults.ServerSentEvents(feed.FollowAsync(context.Caller(), context.RequestAborted));

    private async IAsyncEnumerable<SseItem<string>> FollowAsync(Caller caller, [EnumeratorCancellation] CancellationToken ct)
    {
        var news = Channel.CreateBounded<VideoId?>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        await using var subscription = await backplane.SubscribeAsync(Library.ProcessingTopic, Hear, MissSome);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, server.ApplicationStopping);
        end.CancelAfter(Longest);
        var said = new Dictionary<VideoId, VideoUploadStatusWire>();
        await MissSome();

        // The headers leave with the first event, and only then a client knows that nothing more can escape it.
        yield return Alive;
        while (await NextAsync(news.Reader, end.Token) is { IsOver: false } heard)
        {
            if (heard.IsSilence) yield return Alive;
            foreach (var (id, status) in await StatusesAsync(caller, heard))
            {
                if (said.TryGetValue(id, out var before) && before == status) continue;
                said[id] = status;
                yield return new SseItem<string>(JsonSerializer.Serialize(status, WatchPartyWire.Json), StatusEvent);
            }
        }

        ValueTask Hear(ReadOnlyMemory<byte> video)
        {
            news.Writer.TryWrite(new VideoId(Encoding.UTF8.GetString(video.Span)));
            return ValueTask.CompletedTask;
        }

        ValueTask MissSome()
        {
            news.Writer.TryWrite(null);
            return ValueTask.CompletedTask;
        }
    }

    private async Task<IReadOnlyList<(VideoId, VideoUploadStatusWire)>> StatusesAsync(Caller caller, Heard heard)
    {
        var videos = heard switch
        {
            { IsSilence: true } => [],
            { Video: { } id } => await library.FindAsync(id, CancellationToken.None) is { } video && video.Owner == caller.Account ? [video] : [],
            _ => await library.UnfinishedOfAsync(caller.Account, MostAtFirst, CancellationToken.None),
        };
        var statuses = new List<(VideoId, VideoUploadStatusWire)>();
        foreach (var video in videos)
            statuses.Add((video.Id, video.ToUploadStatus(await library.ProcessingOfAsync(video, CancellationToken.None), time.GetUtcNow())));
        return statuses;
    }

    private async Task<Heard> NextAsync(ChannelReader<VideoId?> news, CancellationToken end)
    {
        try
        {
            while (true)
            {
                await news.WaitToReadAsync(end).AsTask().WaitAsync(LongestSilence, time, end);
                if (news.TryRead(out var video)) return new Heard(video);
            }
        }
        catch (TimeoutException)
        {
            return new Heard(Video: null, IsSilence: true);
        }
        catch (OperationCanceledException)
        {
            return new Heard(Video: null, IsOver: true);
        }
    }

    /// <param name="Video">Null when all may have changed.</param>
    private readonly record struct Heard(VideoId? Video, bool IsSilence = false, bool IsOver = false);
}
