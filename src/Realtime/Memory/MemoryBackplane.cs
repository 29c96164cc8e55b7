using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Memory;

/// <summary>
/// The backplane of a single node. Each subscription has a queue and a loop, so that a slow one delays nobody. Nothing is lost
/// on the way, so there are no gaps to tell of.
/// </summary>
internal sealed class MemoryBackplane(ILogger<MemoryBackplane> logger) : IBackplane
{
    private readonly Lock gate = new();
    private ImmutableDictionary<string, ImmutableArray<DeliveryQueue>> topics =
        ImmutableDictionary<string, ImmutableArray<DeliveryQueue>>.Empty;

    public ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> message)
    {
        if (Volatile.Read(ref topics).TryGetValue(topic, out var queues))
        {
            foreach (var queue in queues) queue.Offer(message);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(string topic, Func<ReadOnlyMemory<byte>, ValueTask> handler, Func<ValueTask>? gap = null)
    {
        var queue = new DeliveryQueue(topic, handler, gap, logger);
        lock (gate)
        {
            topics = topics.SetItem(topic, topics.GetValueOrDefault(topic, []).Add(queue));
        }

        return ValueTask.FromResult<IAsyncDisposable>(new Subscription(this, topic, queue));
    }

    private void Remove(string topic, DeliveryQueue queue)
    {
        lock (gate)
        {
            var left = topics.GetValueOrDefault(topic, []).Remove(queue);
            topics = left.IsEmpty ? topics.Remove(topic) : topics.SetItem(topic, left);
        }
    }

    private sealed class Subscription(MemoryBackplane backplane, string topic, DeliveryQueue queue) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            backplane.Remove(topic, queue);
            queue.Close();
            return ValueTask.CompletedTask;
        }
    }
}
