using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>
/// Whether somebody watches a video in a party, as far as the library may know: parties know the library, not the other way
/// round, so they put their answer here at start.
/// </summary>
public sealed class ViewingRights
{
    /// <summary>True when the account holds a seat in a live party that shows the video.</summary>
    public Func<AccountId, VideoId, CancellationToken, Task<bool>> WatchesInPartyAsync { get; set; } = (_, _, _) => Task.FromResult(false);
}
