using System.Data.Common;
using Matinee.Domain.Library;
using Matinee.Domain.Media;

namespace Matinee.Doors.Shared;

/// <summary>
/// Ends a transfer whose viewer loses the right to it: a player fetches a whole film in one request that lasts as long as the
/// film does. Segments need no such thing; each is asked for anew.
/// </summary>
internal sealed class TransferWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = MediaRights.Remembered;

    private readonly HttpContext context;
    private readonly MediaLink link;
    private readonly MediaRights rights;
    private readonly ITimer timer;
    private Task look = Task.CompletedTask;

    public TransferWatch(HttpContext context, MediaLink link, MediaRights rights, TimeProvider time)
    {
        (this.context, this.link, this.rights) = (context, link, rights);
        timer = time.CreateTimer(_ => look = LookAsync(context.RequestAborted), state: null, Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Nothing touches the context afterwards: the next request on the connection may have it.</summary>
    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        await look;
    }

    private async Task LookAsync(CancellationToken ct)
    {
        try
        {
            if (await rights.MayFetchAsync(link.Viewer, link.Video, ct)) timer.Change(Interval, Timeout.InfiniteTimeSpan);
            else context.Abort();
        }
        catch (OperationCanceledException)
        {
            // The transfer ended meanwhile.
        }
        catch (DbException)
        {
            // Nobody loses a film because the database cannot be asked for a moment.
            timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }
}
