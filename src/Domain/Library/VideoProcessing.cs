using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Library;

/// <summary>
/// Examines one uploaded film after another. A film is claimed in the database for a short time that is renewed while the
/// work goes on: a film whose node was killed is free again seconds later, for that node or another.
/// </summary>
internal sealed class VideoProcessing(IDatabase database, MediaFiles files, MediaTools tools, TimeProvider time, ILogger<VideoProcessing> logger)
{
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const int MostAttempts = 3;
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(9);

    private readonly ProcessingStore store = new();
    private readonly LibraryStore library = new();
    private readonly FilmInspector inspector = new(tools);

    /// <summary>False when no film waits.</summary>
    /// <exception cref="MediaToolException">Films cannot be examined on this machine; this one waits on.</exception>
    public async Task<bool> ProcessNextAsync(CancellationToken ct)
    {
        var row = await database.WriteAsync(session => store.ClaimAsync(session, time.GetUtcNow(), Lease), ct);
        if (row is null) return false;
        var id = new VideoId(row.Id);
        try
        {
            var found = row.Attempts > MostAttempts
                ? new Inspection(null, "This film could not be examined; it may be damaged.")
                : await InspectAsync(id, ct);
            var finished = await database.WriteAsync(session => store.FinishAsync(session, id, found, time.GetUtcNow()), CancellationToken.None);
            LibraryLog.Examined(logger, id, found.Fault is null ? VideoStatus.Ready : VideoStatus.Failed);
            if (!finished && !await ExistsAsync(id)) files.Delete(id);
            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or MediaToolException or IOException)
        {
            var countsAsAttempt = exception is IOException;
            await database.WriteAsync(session => store.ReleaseAsync(session, id, countsAsAttempt), CancellationToken.None);
            throw;
        }
    }

    /// <summary>Removes folders that no video has: uploads and deletions that a crash cut short.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        // Far longer than a door lets an upload pause, on this node or on another that shares the folder.
        foreach (var id in files.Untouched(time.GetUtcNow() - TimeSpan.FromHours(1)))
        {
            if (await ExistsAsync(id)) continue;
            files.Delete(id);
            LibraryLog.Swept(logger, id);
            ct.ThrowIfCancellationRequested();
        }
    }

    private Task<bool> ExistsAsync(VideoId id) => database.ReadAsync(session => library.ExistsAsync(session, id));

    private async Task<Inspection> InspectAsync(VideoId id, CancellationToken ct)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewing = RenewAsync(id, done.Token);
        try
        {
            return await inspector.InspectAsync(files.FilmPath(id), files.PosterPath(id), ct);
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    private async Task RenewAsync(VideoId id, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Renewal, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
                await database.WriteAsync(session => store.RenewAsync(session, id, time.GetUtcNow() + Lease), ct);
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
    }
}
