using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>Films that come in one stream: what came of an earlier try is dropped, and the stream's end is the film's.</summary>
internal sealed class WholeUploads(IDatabase database, ResumableUploads resumable, UploadCompletion completion, UploadOptions options)
{
    private readonly UploadStore store = new();

    /// <param name="length">Bytes of the stream, where they are known.</param>
    /// <exception cref="IOException">The stream broke.</exception>
    public async Task<Outcome<Upload>> ReceiveAsync(Upload upload, Stream source, long? length, CancellationToken ct)
    {
        if (length > options.MaxBytes) return UploadRefusals.TooLarge(options);
        if (length is not null && upload.Size is { } said && said != length) return WrongSize;
        if (await database.WriteAsync(session => FaultOfQuotaAsync(session, upload, length ?? 0), ct) is { } refusal) return refusal;
        await database.WriteAsync(session => store.RestartAsync(session, upload.Id, length ?? upload.Size), ct);
        var appended = await resumable.AppendAsync(OwnerOf(upload), upload.Id, offset: 0, length, source, checksum: null, ct);
        if (!appended.Succeeded(out var result, out refusal)) return refusal;
        if (result.End is not AppendEnd.Received) return new Refusal(RefusalKind.Conflict, "This film is being received already.");
        if (result.Upload.Status is UploadStatus.Complete) return result.Upload;
        if (result.Upload.Size is not null) return WrongSize;
        return await EndAsync(result.Upload);
    }

    private static Refusal WrongSize { get; } = new(RefusalKind.Invalid, "The film has another size than it was said to have.");

    private static Caller OwnerOf(Upload upload) =>
        new(upload.Owner, new ProfileId(upload.Owner.Value), new LoginId(upload.Id.Value), IsAdministrator: false, GuestOf: null);

    private async Task<Outcome<Upload>> EndAsync(Upload upload)
    {
        var refusal = await database.WriteAsync(
            async session =>
            {
                if (await FaultOfQuotaAsync(session, upload, upload.Received) is { } over) return over;
                await store.SetSizeAsync(session, upload.Id, upload.Received);
                return null;
            },
            CancellationToken.None);
        return refusal is null ? await completion.CompleteAsync(upload with { Size = upload.Received }) : refusal;
    }

    private async Task<Refusal?> FaultOfQuotaAsync(DbSession session, Upload upload, long size)
    {
        if (options.QuotaBytes is not { } quota) return null;
        await store.LockOwnerAsync(session, upload.Owner);
        var left = quota - (await store.UsedBytesAsync(session, upload.Owner) - (upload.Size ?? upload.Received));
        return left < size ? UploadRefusals.OverQuota(quota, Math.Max(0, left)) : null;
    }
}
