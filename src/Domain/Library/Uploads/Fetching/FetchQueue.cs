using System.Threading.Channels;

namespace Matinee.Domain.Library;

/// <summary>Tells the fetching that there is work. What the work is stands in the database: a lost wake-up only delays.</summary>
internal sealed class FetchQueue
{
    private readonly Channel<bool> web = NewBell();
    private readonly Channel<bool> bucket = NewBell();

    public void Wake(UploadSource source) => BellOf(source).Writer.TryWrite(true);

    /// <summary>Returns after <see cref="Wake"/>, or when the time is over.</summary>
    public async Task WaitAsync(UploadSource source, TimeSpan atMost, TimeProvider time, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await BellOf(source).Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nobody rang: look anyway.
        }
    }

    private static Channel<bool> NewBell() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private Channel<bool> BellOf(UploadSource source) => source is UploadSource.Bucket ? bucket : web;
}
