using Matinee.Database;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>
/// Who is being served: an account has one film at a time fetched from the web by this node, so that one whose servers are slow
/// holds up nobody but itself.
/// </summary>
internal sealed class FetchShares(IDatabase database, TimeProvider time) : IDisposable
{
    private readonly UploadStore store = new();
    private readonly HashSet<AccountId> served = [];
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>The next upload that is to be fetched; null when there is none. Hand it back.</summary>
    public async Task<(Upload Upload, long Attempts)?> ClaimAsync(UploadSource source, TimeSpan lease, CancellationToken ct)
    {
        // The bucket is ours, and nobody can make it slow.
        var isShared = source is UploadSource.Url;
        await gate.WaitAsync(ct);
        try
        {
            var busy = isShared ? served.ToArray() : [];
            var claimed = await database.WriteAsync(session => store.ClaimAsync(session, source, busy, time.GetUtcNow(), lease), ct);
            if (isShared && claimed is var (upload, _)) served.Add(upload.Owner);
            return claimed;
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task HandBackAsync(Upload upload)
    {
        if (upload.Source is not UploadSource.Url) return;
        await gate.WaitAsync(CancellationToken.None);
        served.Remove(upload.Owner);
        gate.Release();
    }

    public void Dispose() => gate.Dispose();
}
