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

    public TransferWatch(HttpContext context, MediaLink link)
    {
        this.context = context;
        this.link = link;
        rights = context.RequestServices.GetRequiredService<MediaRights>();
        timer = context.RequestServices.GetRequiredService<TimeProvider>().CreateTimer(
            _ => _ = LookAsync(context.RequestAborted), state: null, Interval, Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync() => timer.DisposeAsync();

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
