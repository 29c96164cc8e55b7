using System.Text;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;
using Matinee.Realtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Library;

/// <summary>Runs <see cref="VideoProcessing"/> while the server runs, and ends transfers of videos that any node deleted.</summary>
internal sealed class VideoProcessor(
    VideoProcessing processing,
    VideoQueue queue,
    LiveStreams streams,
    IBackplane backplane,
    TimeProvider time,
    ILogger<VideoProcessor> logger) : BackgroundService
{
    // Also finds what another node, killed at it, left claimed.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(17);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(61);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(53);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var deletions = await backplane.SubscribeAsync(Library.DeletedTopic, StopStreams);
        var nextSweep = time.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await processing.ProcessNextAsync(stoppingToken)) continue;
                if (time.GetUtcNow() >= nextSweep)
                {
                    await processing.SweepAsync(stoppingToken);
                    nextSweep = time.GetUtcNow() + BetweenSweeps;
                }

                await queue.WaitAsync(Look, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // A broken database, disk or ffmpeg is mended by people; uploads must not wait for a restart then.
                LibraryLog.ProcessingFailed(logger, exception);
                await Task.Delay(AfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private ValueTask StopStreams(ReadOnlyMemory<byte> message)
    {
        streams.Stop(new VideoId(Encoding.UTF8.GetString(message.Span)));
        return ValueTask.CompletedTask;
    }
}
