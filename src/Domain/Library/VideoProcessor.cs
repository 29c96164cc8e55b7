using System.Text;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;
using Matinee.Realtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Library;

/// <summary>Runs <see cref="VideoProcessing"/> while the server runs, and ends transfers of and work on videos that any node deleted.</summary>
internal sealed class VideoProcessor(
    VideoProcessing processing,
    VideoQueue queue,
    VideoPackages packages,
    LiveStreams streams,
    IBackplane backplane,
    MediaOptions options,
    TimeProvider time,
    ILogger<VideoProcessor> logger) : BackgroundService
{
    // Also finds what another node, killed at it, left claimed.
    // A long film whose sound is converted while its pictures are copied must not keep the next one waiting.
    private const int QuickAtOnce = 2;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(17);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(61);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(53);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var deletions = await backplane.SubscribeAsync(Library.DeletedTopic, EndAll);
        await using var changes = await backplane.SubscribeAsync(Library.ProcessingTopic, Forget);
        await processing.TakeBackAsync(stoppingToken);
        await Task.WhenAll(
            SweepAsync(stoppingToken),
            Task.WhenAll(Enumerable.Range(0, QuickAtOnce).Select(_ => WorkAsync(JobLane.Quick, stoppingToken))),
            WorkAsync(JobLane.First, stoppingToken),
            Task.WhenAll(Enumerable.Range(0, options.EncodesAtOnce).Select(_ => WorkAsync(JobLane.Ladder, stoppingToken))));
    }

    private async Task WorkAsync(JobLane lane, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (!await processing.ProcessNextAsync(lane, ct)) await queue.WaitAsync(lane, Look, time, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // A broken database, disk or ffmpeg is mended by people; uploads must not wait for a restart then.
                LibraryLog.ProcessingFailed(logger, exception);
                await Task.Delay(AfterFailure, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await processing.SweepAsync(ct);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LibraryLog.ProcessingFailed(logger, exception);
            }

            await Task.Delay(BetweenSweeps, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ValueTask EndAll(ReadOnlyMemory<byte> message)
    {
        var video = VideoOf(message);
        streams.Stop(video);
        packages.Forget(video);
        processing.Cancel(video);
        return ValueTask.CompletedTask;
    }

    private ValueTask Forget(ReadOnlyMemory<byte> message)
    {
        packages.Forget(VideoOf(message));
        return ValueTask.CompletedTask;
    }

    private static VideoId VideoOf(ReadOnlyMemory<byte> message) => new(Encoding.UTF8.GetString(message.Span));
}
