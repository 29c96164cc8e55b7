using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Doors.Shared;
using Matinee.Realtime;

namespace Matinee.Doors.WatchParty.Videos;

/// <summary>The status of an upload, now and whenever it changes, as server-sent events until nothing more will come.</summary>
internal static class UploadEvents
{
    // The bytes of an upload make no news of their own.
    private static readonly TimeSpan BetweenLooksAtBytes = TimeSpan.FromSeconds(1);

    // Said again then, so that no proxy takes the connection for a dead one.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    // A client that wants more comes again, with a token that is still good.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static async Task<IResult> WatchUpload(
        HttpContext context, string uploadId, UploadStatuses statuses, IBackplane backplane, IHostApplicationLifetime server, TimeProvider time)
    {
        var first = await statuses.FindAsync(context.Caller(), uploadId, context.RequestAborted);
        return first.Succeeded(out var status, out var refusal)
            ? TypedResults.ServerSentEvents(Changes(status, context, statuses, backplane, server.ApplicationStopping, time))
            : WatchPartyWire.Refused(refusal);
    }

    private static async IAsyncEnumerable<SseItem<string>> Changes(
        VideoUploadStatusWire status,
        HttpContext context,
        UploadStatuses statuses,
        IBackplane backplane,
        CancellationToken stopping,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken ct = default)
    {
        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        await using var subscription = await backplane.SubscribeAsync(Library.ProcessingTopic, Hear, () => Hear(default));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping);
        end.CancelAfter(Longest);
        var (caller, said) = (context.Caller(), time.GetUtcNow());
        yield return ToItem(status);
        while (status.Stage is not ("finished" or "failed") && await WaitAsync(news.Reader, status.Stage is "uploading" ? BetweenLooksAtBytes : LongestSilence, time, end.Token))
        {
            var found = await statuses.FindAsync(caller, status.UploadId, CancellationToken.None);
            if (!found.Succeeded(out var next, out _)) yield break;
            if (next == status && time.GetUtcNow() - said < LongestSilence) continue;
            (status, said) = (next, time.GetUtcNow());
            yield return ToItem(status);
        }

        ValueTask Hear(ReadOnlyMemory<byte> video)
        {
            if (video.IsEmpty || Encoding.UTF8.GetString(video.Span) == status.VideoId) news.Writer.TryWrite(true);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>False when it is over, true after news or silence.</summary>
    private static async Task<bool> WaitAsync(ChannelReader<bool> news, TimeSpan silence, TimeProvider time, CancellationToken end)
    {
        try
        {
            await news.ReadAsync(end).AsTask().WaitAsync(silence, time, end);
            return true;
        }
        catch (TimeoutException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static SseItem<string> ToItem(VideoUploadStatusWire status) => new(JsonSerializer.Serialize(status, WatchPartyWire.Json), "status");
}
