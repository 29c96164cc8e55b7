using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Memory;

/// <summary>The backplane of a single node. Each subscription has a queue and a loop, so that a slow one delays nobody.</summary>
internal sealed class MemoryBackplane(ILogger<MemoryBackplane> logger) : IBackplane
{
    private readonly Lock gate = new();
    private ImmutableDictionary<string, ImmutableArray<Subscription>> topics =
        ImmutableDictionary<string, ImmutableArray<Subscription>>.Empty;

    public ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> message)
    {
        if (Volatile.Read(ref topics).TryGetValue(topic, out var subscriptions))
        {
            foreach (var subscription in subscriptions) subscription.Offer(message);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(string topic, Func<ReadOnlyMemory<byte>, ValueTask> handler)
    {
        var subscription = new Subscription(this, topic, handler);
        lock (gate)
        {
            topics = topics.SetItem(topic, topics.GetValueOrDefault(topic, []).Add(subscription));
        }

        return ValueTask.FromResult<IAsyncDisposable>(subscription);
    }

    private void Remove(string topic, Subscription subscription)
    {
        lock (gate)
        {
            var left = topics.GetValueOrDefault(topic, []).Remove(subscription);
            topics = left.IsEmpty ? topics.Remove(topic) : topics.SetItem(topic, left);
        }
    }

    private sealed class Subscription : IAsyncDisposable
    {
        private readonly Channel<ReadOnlyMemory<byte>> queue =
            Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });

        private readonly MemoryBackplane backplane;
        private readonly string topic;
        private readonly Func<ReadOnlyMemory<byte>, ValueTask> handler;
        private volatile bool isDisposed;

        public Subscription(MemoryBackplane backplane, string topic, Func<ReadOnlyMemory<byte>, ValueTask> handler)
        {
            this.backplane = backplane;
            this.topic = topic;
            this.handler = handler;
            _ = Task.Run(DeliverAsync);
        }

        public void Offer(ReadOnlyMemory<byte> message) => queue.Writer.TryWrite(message);

        public ValueTask DisposeAsync()
        {
            isDisposed = true;
            backplane.Remove(topic, this);
            queue.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        private async Task DeliverAsync()
        {
            await foreach (var message in queue.Reader.ReadAllAsync())
            {
                if (isDisposed) return;
                try
                {
                    await handler(message);
                }
                catch (Exception exception)
                {
                    backplane.HandlerFailed(topic, exception);
                }
            }
        }
    }

    private void HandlerFailed(string topic, Exception exception) => RealtimeLog.HandlerFailed(logger, topic, exception);
}
