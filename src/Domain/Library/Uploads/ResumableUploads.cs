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
    private readonly UploadStore store = new();

    internal ResumableUploads(
        IDatabase database,
        MediaFiles films,
        UploadOptions options,
        UploadCompletion completion,
        RunningAppends running,
        PartialFiles partials,
        TimeProvider time)
    {
        this.database = database;
        this.films = films;
        this.options = options;
        this.completion = completion;
        this.running = running;
        this.partials = partials;
        this.time = time;
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
        return IsWhole(upload) && !running.IsRunning(id) ? await completion.CompleteAsync(upload) : upload;
    }

    /// <summary>The same for a client that wants to go on: a connection of it that has stalled is ended, so that what it brought counts.</summary>
    public async Task<Outcome<Upload>> ResumeAsync(Caller caller, UploadId id, CancellationToken ct)
    {
        var found = await FindAsync(caller, id, ct);
        if (found.IsRefused(out _) || !running.IsRunning(id)) return found;
        (await running.AcquireAsync(id, force: false, ct))?.Dispose();
        return await FindAsync(caller, id, ct);
    }

    /// <summary>Appends what the stream brings, and makes the film a video when that was the last of it.</summary>
    /// <param name="offset">Where the client believes the film to go on, in bytes; null wherever it does.</param>
    /// <exception cref="IOException">The client's connection broke; what came is kept as far as it was safe.</exception>
    public async Task<Outcome<Appended>> AppendAsync(
        Caller caller, UploadId id, long? offset, long? length, Stream source, Checksum? checksum, CancellationToken ct)
    {
        var found = await FindAsync(caller, id, ct);
        if (!found.Succeeded(out var upload, out var refusal)) return refusal;
        using var lease = await running.AcquireAsync(id, force: false, ct);
        if (lease is null) return new Appended(upload, AppendEnd.Busy);
        if (OpenFile(id).IsRefused(out refusal, out var file)) return refusal;
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
                return new Refusal(RefusalKind.TooLarge, "More bytes came than the film was said to have.");
            var ended = await WriteAsync(file, upload, lease, source, checksum, ct);
            if (!ended.Succeeded(out var end, out refusal)) return refusal;
            upload = await database.ReadAsync(session => store.FindAsync(session, id), CancellationToken.None);
            if (upload is null) return UploadRefusals.NoUpload;
            if (end is not AppendEnd.Received || !IsWhole(upload)) return new Appended(upload, end);
        }

        return new Appended(await completion.CompleteAsync(upload), AppendEnd.Received);
    }

    /// <summary>Forgets an upload and its bytes. A film that is in the library already stays there.</summary>
    public async Task<Outcome<Done>> TerminateAsync(Caller caller, UploadId id, CancellationToken ct)
    {
        var upload = await database.ReadAsync(session => store.FindAsync(session, id), ct);
        if (upload is null || upload.Owner != caller.Account || caller.IsGuest) return UploadRefusals.NoUpload;
        using var lease = await running.AcquireAsync(id, force: true, ct);
        if (!await database.WriteAsync(session => store.DeleteAsync(session, id), CancellationToken.None)) return UploadRefusals.NoUpload;
        partials.Delete(id);
        return default(Done);
    }

    /// <summary>Also when nobody was told so yet.</summary>
    internal static bool IsWhole(Upload upload) => upload.Status is UploadStatus.Receiving && upload.Received == upload.Size;

    private async Task<Outcome<Upload>> InsertAsync(DbSession session, Caller caller, Upload upload)
    {
        await store.LockOwnerAsync(session, upload.Owner);
        if (await store.UnfinishedAsync(session, upload.Owner) >= options.MostUnfinished) return UploadRefusals.TooMany(options.MostUnfinished);
        if (!caller.IsAdministrator && options.QuotaBytes is { } quota)
        {
            var left = quota - await store.UsedBytesAsync(session, upload.Owner);
            if (left < (upload.Size ?? 1)) return UploadRefusals.OverQuota(quota, Math.Max(0, left));
        }

        await store.InsertAsync(session, upload);
        return upload;
    }

    private OpenedFile OpenFile(UploadId id)
    {
        try
        {
            return new OpenedFile(partials.Open(id), Fault: null);
        }
        catch (IOException)
        {
            return new OpenedFile(File: null, UploadRefusals.DiskFull);
        }
    }

    private async Task<Outcome<AppendEnd>> WriteAsync(
        FileStream file, Upload upload, RunningAppends.Lease lease, Stream source, Checksum? checksum, CancellationToken ct)
    {
        var writer = new PartialWriter(file, films, options, lease, (before, received) => database.WriteAsync(
            session => store.AdvanceAsync(session, upload.Id, before, received, time.GetUtcNow() + options.ExpireAfter),
            CancellationToken.None));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Ended);
        try
        {
            return await writer.WriteAsync(source, upload.Received, upload.Size ?? options.MaxBytes, checksum, either.Token);
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

    private readonly record struct OpenedFile(FileStream? File, Refusal? Fault)
    {
        public bool IsRefused([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Refusal? refusal, out FileStream? file)
        {
            (refusal, file) = (Fault, File);
            return refusal is not null;
        }
    }
}
