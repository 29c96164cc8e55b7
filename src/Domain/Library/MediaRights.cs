using System.Collections.Concurrent;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>
/// Whether a viewer may still fetch what a link was signed for. A link lives for hours; seats, accounts and a video's visibility
/// may end before. Answers are remembered for a moment, as players ask for a segment every few seconds.
/// </summary>
public sealed class MediaRights(Accounts.Accounts accounts, Library library, ViewingRights rights, TimeProvider time)
{
    /// <summary>For so long at most a right outlives its end.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(2);

    private const int MostRemembered = 20_000;

    private readonly ConcurrentDictionary<(AccountId Viewer, VideoId Video), (bool MayFetch, DateTimeOffset Until)> remembered = new();

    public async ValueTask<bool> MayFetchAsync(AccountId viewer, VideoId video, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (remembered.TryGetValue((viewer, video), out var entry) && entry.Until > now) return entry.MayFetch;
        if (remembered.Count >= MostRemembered) remembered.Clear();
        var mayFetch = await DecideAsync(viewer, video, ct);
        remembered[(viewer, video)] = (mayFetch, now + Remembered);
        return mayFetch;
    }

    private async Task<bool> DecideAsync(AccountId viewer, VideoId id, CancellationToken ct)
    {
        if (await accounts.FindAsync(viewer, ct) is not { } account || await library.FindAsync(id, ct) is not { } video) return false;
        return LibraryRules.MayWatch(video, account, watchesInParty: false)
            || LibraryRules.MayWatch(video, account, await rights.WatchesInPartyAsync(viewer, id, ct));
    }
}
