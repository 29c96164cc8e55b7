using System.Collections.Concurrent;
using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>
/// What players are offered of a video, remembered for a moment: a viewer asks for a segment every few seconds, and each asks
/// whether the video is still there.
/// </summary>
public sealed class VideoPackages(IDatabase database, TimeProvider time)
{
    // How long a node that heard nothing of a deletion serves on; one that hears of it stops at once.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(2);

    private const int MostRemembered = 10_000;

    private readonly PackageStore store = new();
    private readonly ConcurrentDictionary<VideoId, (OfferedVideo? Offered, DateTimeOffset Until)> remembered = new();

    /// <summary>Null when there is no such video.</summary>
    public async ValueTask<OfferedVideo?> FindAsync(VideoId video, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (remembered.TryGetValue(video, out var entry) && entry.Until > now) return entry.Offered;
        if (remembered.Count >= MostRemembered) remembered.Clear();
        var offered = await database.ReadAsync(session => store.FindAsync(session, video), ct);
        remembered[video] = (offered, now + Remembered);
        return offered;
    }

    /// <summary>The next to ask gets what the database says then.</summary>
    public void Forget(VideoId video) => remembered.TryRemove(video, out _);
}

/// <param name="IsReady">Who may watch it may watch it now.</param>
public sealed record OfferedVideo(bool IsReady, Package Package);
