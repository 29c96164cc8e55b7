using Matinee.Database;
using Matinee.Domain.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Library;

/// <summary>Finishes what a crash interrupted, before anything else starts, and removes what nobody came back for.</summary>
internal sealed class UploadKeeper(
    IDatabase database,
    UploadCompletion completion,
    PartialFiles partials,
    RunningAppends running,
    TimeProvider time,
    ILogger<UploadKeeper> logger,
    Bucket? bucket = null) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(67);

    // A file without a row: a crash came between removing the two.
    private static readonly TimeSpan OrphanAfter = TimeSpan.FromHours(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromHours(1);

    private readonly UploadStore store = new();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>One round; answers how many uploads were finished or removed.</summary>
    internal async Task<int> KeepAsync(CancellationToken ct)
    {
        var count = await completion.CompleteAllAsync(ct);
        var now = time.GetUtcNow();
        foreach (var upload in await database.ReadAsync(session => store.ExpiredAsync(session, now), ct))
        {
            if (!running.IsRunning(upload.Id) && await RemoveAsync(upload, now, ct)) count++;
        }

        foreach (var id in partials.Untouched(now - OrphanAfter))
        {
            if (await database.ReadAsync(session => store.FindAsync(session, id), ct) is null) partials.Delete(id);
        }

        return count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    /// <summary>What cannot be removed now does not hold up the others.</summary>
    private async Task<bool> RemoveAsync(Upload upload, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            // First: without the row nobody knows of the object.
            if (upload.Source is UploadSource.Bucket && bucket is not null) await bucket.DeleteAsync(Bucket.KeyOf(upload.Id), ct);
            if (!await database.WriteAsync(session => store.DeleteExpiredAsync(session, upload.Id, now), ct)) return false;
            partials.Delete(upload.Id);
            return true;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or UnauthorizedAccessException)
        {
            LibraryLog.RemovingFailed(logger, upload.Id, exception);
            await database.WriteAsync(session => store.PostponeAsync(session, upload.Id, now + AfterFailure), ct);
            return false;
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        try
        {
            if (await KeepAsync(ct) is > 0 and var count) LibraryLog.UploadsKept(logger, count);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A broken database or disk is mended by people; the next round finds the same uploads.
            LibraryLog.KeepingFailed(logger, exception);
        }
    }
}
