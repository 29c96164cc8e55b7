using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime;

/// <summary>What waits for one subscription, delivered by a loop of its own: one at a time, in order.</summary>
internal sealed class DeliveryQueue
{
    private readonly Channel<ReadOnlyMemory<byte>?> queue =
        Channel.CreateUnbounded<ReadOnlyMemory<byte>?>(new UnboundedChannelOptions { SingleReader = true });

    private readonly string topic;
    private readonly Func<ReadOnlyMemory<byte>, ValueTask> handler;
    private readonly Func<ValueTask>? gap;
    private readonly ILogger logger;
    private volatile bool isClosed;

    public DeliveryQueue(string topic, Func<ReadOnlyMemory<byte>, ValueTask> handler, Func<ValueTask>? gap, ILogger logger)
    {
        this.topic = topic;
        this.handler = handler;
        this.gap = gap;
        this.logger = logger;
        _ = Task.Run(DeliverAsync);
    }

    public void Offer(ReadOnlyMemory<byte> message) => queue.Writer.TryWrite(message);

    public void OfferGap() => queue.Writer.TryWrite(null);

    public void Close()
    {
        isClosed = true;
        queue.Writer.TryComplete();
    }

    private async Task DeliverAsync()
    {
        await foreach (var message in queue.Reader.ReadAllAsync())
        {
            if (isClosed) return;
            try
            {
                if (message is { } present) await handler(present);
                else if (gap is not null) await gap();
            }
            catch (Exception exception)
            {
                RealtimeLog.HandlerFailed(logger, topic, exception);
            }
        }
    }
}
