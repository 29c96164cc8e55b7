using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>What the films of one account may have together. Whether that binds the account its caller knows: it binds no administrator.</summary>
internal sealed class UploadQuota(UploadOptions options)
{
    private readonly UploadStore store = new();

    /// <summary>Bytes that the account may still bring, not below zero; null without a quota. Others of the account wait until the transaction ends.</summary>
    /// <param name="counted">Bytes of the film in question that the database counts already.</param>
    public async Task<long?> LeftAsync(DbSession session, AccountId owner, long counted = 0)
    {
        if (options.QuotaBytes is not { } quota) return null;
        await store.LockOwnerAsync(session, owner);
        return Math.Max(0, quota - (await store.UsedBytesAsync(session, owner) - counted));
    }

    public async Task<Refusal?> FaultAsync(DbSession session, AccountId owner, long size, long counted = 0) =>
        await LeftAsync(session, owner, counted) is { } left && left < size ? Over(left) : null;

    /// <param name="left">What <see cref="LeftAsync"/> said.</param>
    public Refusal Over(long left) => UploadRefusals.OverQuota(options.QuotaBytes ?? 0, left);
}
