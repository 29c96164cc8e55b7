using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Library;

/// <summary>
/// Makes a film whose last byte is on the disk a video: a rename, then one transaction. Doing it twice, on one node or two, or
/// again after a crash in between, gives one video.
/// </summary>
internal sealed class UploadCompletion(
    IDatabase database, PartialFiles partials, VideoQueue queue, UploadOptions options, TimeProvider time, ILogger<UploadCompletion> logger)
{
    private readonly UploadStore store = new();
    private readonly LibraryStore library = new();

    /// <summary>Refused when the disk has no room for it now: trying again later does no harm.</summary>
    /// <param name="upload">Whole.</param>
    public async Task<Outcome<Upload>> CompleteAsync(Upload upload)
    {
        var expires = time.GetUtcNow() + options.ExpireAfter;
        bool isThere;
        try
        {
            isThere = await database.ReadAsync(session => library.ExistsAsync(session, upload.Video)) || partials.Move(upload.Id, upload.Video);
        }
        catch (IOException)
        {
            return UploadRefusals.DiskFull;
        }

        if (!isThere)
        {
            const string Lost = "The film's bytes were removed from the server's disk. Upload it again.";
            await database.WriteAsync(session => store.FailAsync(session, upload.Id, Lost, expires), CancellationToken.None);
            return upload with { Status = UploadStatus.Failed, Failure = Lost, Received = 0 };
        }

        try
        {
            await database.WriteAsync(session => WriteAsync(session, upload, expires), CancellationToken.None);
        }
        catch (Exception exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            // Another node was faster.
        }

        queue.Wake();
        return upload with { Status = UploadStatus.Complete };
    }

    /// <summary>Finishes what a crash left unfinished; answers how many films that were. One that cannot be finished now does not hold up the others.</summary>
    public async Task<int> CompleteAllAsync(CancellationToken ct)
    {
        var count = 0;
        foreach (var upload in await database.ReadAsync(store.WholeAsync, ct))
        {
            try
            {
                if (!(await CompleteAsync(upload)).IsRefused(out _)) count++;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LibraryLog.CompletingFailed(logger, upload.Id, exception);
            }
        }

        return count;
    }

    private async Task<bool> WriteAsync(DbSession session, Upload upload, DateTimeOffset expires)
    {
        if (!await library.ExistsAsync(session, upload.Video)) await library.InsertAsync(session, VideoOf(upload));
        await store.CompleteAsync(session, upload.Id, expires);
        return true;
    }

    private Video VideoOf(Upload upload)
    {
        var isFetched = upload.Source is UploadSource.Url;
        return Uploads.VideoOf(upload.Video, upload.Id, upload.Owner, upload.Received, upload.FileName, upload.Details, time.GetUtcNow()) with
        {
            Source = isFetched ? VideoSource.Url : VideoSource.Upload,
            SourceAddress = isFetched ? upload.SourceAddress : null,
        };
    }
}
