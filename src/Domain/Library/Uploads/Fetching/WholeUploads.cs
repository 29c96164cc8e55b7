using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>
/// Films that come in one stream, whose end is the film's. What is refused or breaks off is dropped whole. Nothing of an earlier
/// try is touched before it is certain that nobody else is at the upload.
/// </summary>
internal sealed class WholeUploads(
    IDatabase database,
    Accounts.Accounts accounts,
    MediaFiles films,
    UploadOptions options,
    UploadCompletion completion,
    RunningAppends running,
    PartialFiles partials,
    TimeProvider time)
{
    private readonly UploadQuota quota = new(options);
    private readonly UploadStore store = new();

    /// <param name="length">Bytes of the stream, where they are known.</param>
    /// <exception cref="IOException">The stream broke.</exception>
    public async Task<Outcome<Upload>> ReceiveAsync(Upload upload, Stream source, long? length, CancellationToken ct)
    {
        if (length > options.MaxBytes) return UploadRefusals.TooLarge(options);
        if (length is not null && SaidSize(upload) is { } said && said != length) return UploadRefusals.WrongSize;
        var isBound = options.QuotaBytes is not null && !await IsAdministratorAsync(upload, ct);
        using var lease = await running.AcquireAsync(upload.Id, RunningAppends.PatienceWithWholes, ct);
        if (lease is null) return UploadRefusals.Busy;
        if (!partials.TryOpen(upload.Id, out var file)) return UploadRefusals.DiskFull;
        if (file is null) return UploadRefusals.Busy;
        await using (file)
        {
            var begun = await database.WriteAsync(session => BeginAsync(session, upload, length, isBound), ct);
            if (!begun.Succeeded(out var current, out var refusal)) return refusal;
            var isKept = false;
            try
            {
                if (await WriteAsync(file, current, length ?? current.Size, lease, source, isBound, ct) is { } fault) return fault;
                isKept = true;
            }
            finally
            {
                if (!isKept) await DropAsync(upload);
            }
        }

        var whole = await database.ReadAsync(session => store.FindAsync(session, upload.Id), CancellationToken.None);
        return whole is null ? UploadRefusals.NoUpload : await completion.CompleteAsync(whole);
    }

    // What a web server says of its film's length is no promise of the owner's, and may be another one the next time.
    private static long? SaidSize(Upload upload) => upload.Source is UploadSource.Url ? null : upload.Size;

    /// <summary>The upload with nothing received. Only a length that its owner or a web server said beforehand becomes its size: a sender may break off.</summary>
    private async Task<Outcome<Upload>> BeginAsync(DbSession session, Upload upload, long? length, bool isBound)
    {
        var current = await store.FindAsync(session, upload.Id);
        if (current is null or { Status: UploadStatus.Failed })
        {
            partials.Delete(upload.Id);
            return UploadRefusals.NoUpload;
        }

        if (ResumableUploads.IsWhole(current)) return UploadRefusals.HasArrived;
        if (current.Status is UploadStatus.Complete)
        {
            // The empty file that opening it made.
            partials.Delete(upload.Id);
            return UploadRefusals.HasArrived;
        }

        var size = current.Source is UploadSource.Url ? length : current.Size;
        if (isBound && await quota.FaultAsync(session, current.Owner, length ?? size ?? 1, counted: current.Size ?? current.Received) is { } over)
        {
            partials.Delete(upload.Id);
            return over;
        }

        await store.RestartAsync(session, upload.Id, size);

        // An address that was used in its last minute: the film may arrive all the same.
        await store.AdvanceAsync(session, upload.Id, before: 0, received: 0, time.GetUtcNow() + options.ExpireAfter);
        return current with { Size = size, Received = 0 };
    }

    private async Task<Refusal?> WriteAsync(
        FileStream file, Upload upload, long? expected, RunningAppends.Lease lease, Stream source, bool isBound, CancellationToken ct)
    {
        // One whose size is known was counted whole; the others are looked at as they grow.
        var isWatched = isBound && upload.Size is null;
        var left = isWatched ? await database.WriteAsync(session => quota.LeftAsync(session, upload.Owner), ct) : null;
        var (most, tooMuch) = expected is { } size ? (size, UploadRefusals.MoreThanSaid)
            : left < options.MaxBytes ? (left.Value, quota.Over(left.Value))
            : (options.MaxBytes, UploadRefusals.TooLarge(options));
        var writer = new PartialWriter(file, films, options, lease, (before, received) => database.WriteAsync(
            session => RecordAsync(session, upload, before, received, isWatched),
            CancellationToken.None));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Ended);
        try
        {
            var written = await writer.WriteAsync(source, start: 0, most, tooMuch, checksum: null, either.Token);
            if (written.IsRefused(out var refusal)) return refusal;
        }
        catch (OperationCanceledException) when (lease.Ended.IsCancellationRequested)
        {
            return UploadRefusals.Busy;
        }

        // Nobody else has the file open: its length is what came.
        if (expected is not null && file.Length != expected) return UploadRefusals.WrongSize;
        if (upload.Size is null) await database.WriteAsync(session => store.SetSizeAsync(session, upload.Id, file.Length), CancellationToken.None);
        return null;
    }

    private async Task<Refusal?> RecordAsync(DbSession session, Upload upload, long before, long received, bool isWatched)
    {
        if (!await store.AdvanceAsync(session, upload.Id, before, received, time.GetUtcNow() + options.ExpireAfter)) return UploadRefusals.NoUpload;
        return isWatched ? await quota.FaultAsync(session, upload.Owner, received, counted: received) : null;
    }

    /// <summary>While the file is open, so that no other node has begun to write to it.</summary>
    private async Task DropAsync(Upload upload)
    {
        partials.Delete(upload.Id);
        await database.WriteAsync(session => store.RestartAsync(session, upload.Id, SaidSize(upload)), CancellationToken.None);
    }

    private async Task<bool> IsAdministratorAsync(Upload upload, CancellationToken ct)
    {
        var owner = new Caller(upload.Owner, new ProfileId(upload.Owner.Value), new LoginId(upload.Id.Value), IsAdministrator: false, GuestOf: null);
        return (await accounts.CurrentAsync(owner, ct)).Succeeded(out var account, out _) && account.IsAdministrator;
    }
}
