using System.Collections.Concurrent;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Media;

/// <summary>
/// The transfers that run on this node. An open file outlives its deletion, so a video that is deleted must also end what is
/// being sent of it.
/// </summary>
public sealed class LiveStreams
{
    private readonly ConcurrentDictionary<VideoId, CancellationTokenSource> transfers = [];

    /// <summary>Cancelled when the video is deleted. Asked for before the database is, so that no deletion falls in between.</summary>
    public CancellationToken Follow(VideoId video) => transfers.GetOrAdd(video, _ => new CancellationTokenSource()).Token;

    public void Stop(VideoId video)
    {
        if (transfers.TryRemove(video, out var source)) source.Cancel();
    }
}
