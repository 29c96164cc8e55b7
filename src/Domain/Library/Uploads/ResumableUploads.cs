using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>
/// Films that come in pieces, over several connections and restarts of either side. Each use case asks whose the upload is; for
/// others it does not exist.
/// </summary>
public sealed class ResumableUploads
{
    private readonly IDatabase database;
    private readonly MediaFiles films;
    private readonly UploadOptions options;
    private readonly UploadCompletion completion;
    private readonly RunningAppends running;
    private readonly PartialFiles partials;
    private readonly TimeProvider time;
    private readonly Bucket? bucket;
    private readonly UploadQuota quota;
    private readonly UploadStore store = new();

    internal ResumableUploads(
        IDatabase database,
        MediaFiles films,
        UploadOptions options,
        UploadCompletion completion,
        RunningAppends running,
        PartialFiles partials,
        TimeProvider time,
        Bucket? bucket)
    {
        this.database = database;
        this.films = films;
        this.options = options;
        this.completion = completion;
        this.running = running;
        this.partials = partials;
        this.time = time;
        this.bucket = bucket;
        quota = new UploadQuota(options);
    }

    /// <summary>Bytes of the largest film that is taken.</summary>
    public long MaxBytes => options.MaxBytes;

    /// <summary>Opens an upload, when the film is not too large for the server, its disk, and what the account may have.</summary>
    /// <param name="expireAfter">How long it waits for its first byte; null for as long as for every other.</param>
    public async Task<Outcome<Upload>> CreateAsync(Caller caller, NewUpload asked, CancellationToken ct, TimeSpan? expireAfter = null)
    {
        if (caller.IsGuest) return UploadRefusals.Guest;
        if (LibraryRules.Faults(asked.Details) is { Count: > 0 } faults) return Refusal.Invalid(faults);
        if (asked.Size > options.MaxBytes) return UploadRefusals.TooLarge(options);
        if (films.FreeBytes() - options.KeepFreeBytes < (asked.Size ?? 0)) return UploadRefusals.DiskFull;
        var now = time.GetUtcNow();
        var upload = new Upload
        {
            Id = new UploadId(NewId.At(time)),
            Owner = caller.Account,
            Video = new VideoId(NewId.At(time)),
            Source = asked.Source,
            SourceAddress = asked.SourceAddress,
            Metadata = asked.Metadata,
            FileName = asked.FileName,
            Details = asked.Details,
            Size = asked.Size,
            CreatedAt = now,
            ExpiresAt = now + (expireAfter ?? options.ExpireAfter),
        };
        return await database.WriteAsync(session => InsertAsync(session, caller, upload), ct);
    }

    /// <summary>How far an upload is, for its owner. One whose last byte has arrived is a video then.</summary>
    /// <param name="ct">Of the one who asks.</param>
    public async Task<Outcome<Upload>> FindAsync(Caller caller, UploadId id, CancellationToken ct)
    {
        var upload = await database.ReadAsync(session => store.FindAsync(session, id), ct);
        if (upload is null || upload.Owner != caller.Account || caller.IsGuest) return UploadRefusals.NoUpload;
        if (running.IsRunning(id)) return upload;
        if (IsWhole(upload)) return await completion.CompleteAsync(upload);
        return upload.ExpiresAt > time.GetUtcNow() ? upload : UploadRefusals.NoUpload;
    }

    /// <summary>The same for a client that wants to go on with a film in pieces: a connection of it that has stalled is ended, so that what it brought counts.</summary>
    public async Task<Outcome<Upload>> ResumeAsync(Caller caller, UploadId id, CancellationToken ct)
    {
        var found = await FindInPiecesAsync(caller, id, ct);
        if (found.IsRefused(out _) || !running.IsRunning(id)) return found;
        (await running.AcquireAsync(id, RunningAppends.PatienceWithPieces, ct))?.Dispose();
        return await FindInPiecesAsync(caller, id, ct);
    }

    /// <summary>Appends what the stream brings, and makes the film a video when that was the last of it.</summary>
    /// <param name="offset">Where the client believes the film to go on, in bytes; null wherever it does.</param>
    /// <exception cref="IOException">The client's connection broke; what came is kept as far as it was safe.</exception>
    public async Task<Outcome<Appended>> AppendAsync(
        Caller caller, UploadId id, long? offset, long? length, Stream source, Checksum? checksum, CancellationToken ct)
    {
        var found = await FindInPiecesAsync(caller, id, ct);
        if (!found.Succeeded(out var upload, out var refusal)) return refusal;
        using var lease = await running.AcquireAsync(id, RunningAppends.PatienceWithPieces, ct);
        if (lease is null) return new Appended(upload, AppendEnd.Busy);
        if (!partials.TryOpen(id, out var file)) return UploadRefusals.DiskFull;
        if (file is null) return new Appended(upload, AppendEnd.Busy);
        await using (file)
        {
            // Read anew: the one that held the lease before has moved it on.
            upload = await database.ReadAsync(session => store.FindAsync(session, id), ct);
            if (upload is null or { Status: UploadStatus.Failed } || file.Length < upload.Received && upload.Status is UploadStatus.Receiving)
                return await LoseAsync(id);
            if (offset is not null && offset != upload.Received) return new Appended(upload, AppendEnd.WrongOffset);
            if (upload.Status is UploadStatus.Complete)
            {
                // The empty file that opening it made.
                partials.Delete(id);
                return new Appended(upload, length is null or 0 ? AppendEnd.Received : AppendEnd.WrongOffset);
            }

            if (upload.Received + length > (upload.Size ?? options.MaxBytes))
                return UploadRefusals.MoreThanSaid;
            var ended = await WriteAsync(file, upload, lease, source, checksum, ct);
            if (!ended.Succeeded(out var end, out refusal)) return refusal;
            upload = await database.ReadAsync(session => store.FindAsync(session, id), CancellationToken.None);
            if (upload is null) return UploadRefusals.NoUpload;
            if (end is not AppendEnd.Received || !IsWhole(upload)) return new Appended(upload, end);
        }

        var completed = await completion.CompleteAsync(upload);
        return completed.Succeeded(out upload, out refusal) ? new Appended(upload, AppendEnd.Received) : refusal;
    }

    /// <summary>
    /// Forgets an upload, however it was to come, and its bytes. A film that is in the library already stays there. One that goes
    /// to the bucket stays as failed, since its form is still good: what that brings is removed when the upload expires.
    /// </summary>
    public async Task<Outcome<Done>> TerminateAsync(Caller caller, UploadId id, CancellationToken ct)
    {
        var upload = await database.ReadAsync(session => store.FindAsync(session, id), ct);
        if (upload is null || upload.Owner != caller.Account || caller.IsGuest) return UploadRefusals.NoUpload;
        using var lease = await running.AcquireAsync(id, TimeSpan.Zero, ct);
        var isBucket = upload.Source is UploadSource.Bucket;
        var isGone = await database.WriteAsync(
            session => isBucket ? store.FailAsync(session, id, "This upload was given up.", upload.ExpiresAt) : store.DeleteAsync(session, id),
            CancellationToken.None);
        if (!isGone && !isBucket) return UploadRefusals.NoUpload;
        partials.Delete(id);
        if (isBucket && bucket is not null) await bucket.TryDeleteAsync(Bucket.KeyOf(id), ct);
        return default(Done);
    }

    /// <summary>Also when nobody was told so yet.</summary>
    internal static bool IsWhole(Upload upload) => upload.Status is UploadStatus.Receiving && upload.Received == upload.Size;

    private async Task<Outcome<Upload>> InsertAsync(DbSession session, Caller caller, Upload upload)
    {
        await store.LockOwnerAsync(session, upload.Owner);
        if (await store.UnfinishedAsync(session, upload.Owner) >= options.MostUnfinished) return UploadRefusals.TooMany(options.MostUnfinished);
        if (!caller.IsAdministrator && await quota.FaultAsync(session, upload.Owner, upload.Size ?? 1) is { } over) return over;
        await store.InsertAsync(session, upload);
        return upload;
    }

    /// <summary>The address of no other kind of upload takes pieces: those know no size, quota or end of their own.</summary>
    private async Task<Outcome<Upload>> FindInPiecesAsync(Caller caller, UploadId id, CancellationToken ct)
    {
        var found = await FindAsync(caller, id, ct);
        return found.Succeeded(out var upload, out _) && upload.Source is not UploadSource.Tus ? UploadRefusals.NoUpload : found;
    }

    private async Task<Outcome<AppendEnd>> WriteAsync(
        FileStream file, Upload upload, RunningAppends.Lease lease, Stream source, Checksum? checksum, CancellationToken ct)
    {
        var writer = new PartialWriter(file, films, options, lease, async (before, received) => await database.WriteAsync(
            session => store.AdvanceAsync(session, upload.Id, before, received, time.GetUtcNow() + options.ExpireAfter),
            CancellationToken.None) ? null : UploadRefusals.NoUpload);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Ended);
        try
        {
            return await writer.WriteAsync(source, upload.Received, upload.Size ?? options.MaxBytes, UploadRefusals.MoreThanSaid, checksum, either.Token);
        }
        catch (OperationCanceledException) when (lease.Ended.IsCancellationRequested)
        {
            return AppendEnd.Busy;
        }
    }

    /// <summary>Somebody emptied the folder: the client has to begin anew.</summary>
    private async Task<Refusal> LoseAsync(UploadId id)
    {
        await database.WriteAsync(session => store.DeleteAsync(session, id), CancellationToken.None);
        partials.Delete(id);
        return UploadRefusals.NoUpload;
    }
}
