using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Matinee.Realtime.Redis;

// Messages between nodes over Redis pub/sub: a channel per topic, subscribed once per node as long as anybody here listens.
// Redis forgets what nobody receives, so there are two ways to lose a message, and both end as a gap. A node that was cut off
// subscribes everything anew when it is back, and then tells its own subscriptions. A message that could not be sent leaves its
// topic in a list; when this node can send again it names the topic on a channel that all nodes hear.
internal sealed class RedisBackplane : IBackplane, IAsyncDisposable
{
    // Beyond this many topics a node that could not send tells of a gap in all.
    private const int MostUnsent = 10_000;
    private const string AllTopics = "*";

    private readonly RedisConnection redis;
    private readonly ILogger<RedisBackplane> logger;
    private readonly RedisChannel gaps;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Topic> topics = [];
    private readonly ConcurrentDictionary<string, bool> unsent = new();
    private readonly SemaphoreSlim changing = new(1);
    private readonly SemaphoreSlim restored = new(0);
    private readonly CancellationTokenSource closing = new();
    private readonly Task loop;
    private volatile bool isIncomplete;
    private int gapsHeardSince;

    public RedisBackplane(RedisConnection redis, ILogger<RedisBackplane> logger)
    {
        this.redis = redis;
        this.logger = logger;
        gaps = new RedisChannel((string)redis.Key("gaps")!, RedisChannel.PatternMode.Literal);
        redis.Restored += Restore;
        loop = Task.Run(RestoreAsync);
        if (redis.IsUp) restored.Release();
    }

    public async ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> message)
    {
        try
        {
            await redis.RunAsync(database => database.PublishAsync(redis.Channel(topic), message.ToArray()));
        }
        catch (RealtimeUnavailableException)
        {
            unsent[unsent.Count >= MostUnsent ? AllTopics : topic] = true;
            isIncomplete = true;
        }
    }

    public async ValueTask<IAsyncDisposable> SubscribeAsync(string topic, Func<ReadOnlyMemory<byte>, ValueTask> handler, Func<ValueTask>? gap = null)
    {
        var queue = new DeliveryQueue(topic, handler, gap, logger);
        await changing.WaitAsync();
        try
        {
            Topic? present;
            bool isFirst;
            lock (gate)
            {
                isFirst = !topics.TryGetValue(topic, out present);
                if (isFirst) topics[topic] = present = new Topic();
                present!.Queues = present.Queues.Add(queue);
            }

            if (isFirst) await ListenAsync(topic, present);
        }
        finally
        {
            changing.Release();
        }

        return new Subscription(this, topic, queue);
    }

    public async ValueTask DisposeAsync()
    {
        redis.Restored -= Restore;
        await closing.CancelAsync();
        await loop;
        lock (gate)
        {
            foreach (var queue in topics.Values.SelectMany(topic => topic.Queues)) queue.Close();
        }

        closing.Dispose();
    }

    private void Restore(object? sender, EventArgs e) => restored.Release();

    /// <summary>When Redis is not there, the topic is subscribed with all others once it is, and its gap told.</summary>
    private async Task ListenAsync(string topic, Topic present)
    {
        try
        {
            present.HeardSince = await redis.SubscribeAsync(redis.Channel(topic), (_, message) => Deliver(topic, message));
        }
        catch (RealtimeUnavailableException)
        {
            isIncomplete = true;
        }
    }

    private async ValueTask RemoveAsync(string topic, DeliveryQueue queue)
    {
        queue.Close();
        await changing.WaitAsync();
        try
        {
            lock (gate)
            {
                if (!topics.TryGetValue(topic, out var present)) return;
                present.Queues = present.Queues.Remove(queue);
                if (!present.Queues.IsEmpty) return;
                topics.Remove(topic);
            }

            await redis.UnsubscribeAsync(redis.Channel(topic));
        }
        catch (RealtimeUnavailableException)
        {
            // A message that still comes finds nobody.
        }
        finally
        {
            changing.Release();
        }
    }

    private void Deliver(string topic, RedisValue message)
    {
        foreach (var queue in QueuesOf(topic)) queue.Offer((byte[])message!);
    }

    private void TellGap(string topic)
    {
        foreach (var queue in QueuesOf(topic)) queue.OfferGap();
    }

    private ImmutableArray<DeliveryQueue> QueuesOf(string topic)
    {
        lock (gate)
        {
            if (topic == AllTopics) return [.. topics.Values.SelectMany(present => present.Queues)];
            return topics.TryGetValue(topic, out var found) ? found.Queues : [];
        }
    }

    private async Task RestoreAsync()
    {
        try
        {
            while (true)
            {
                // Woken when Redis is back; and now and then, for what a command that failed by itself has left.
                var isBack = await restored.WaitAsync(TimeSpan.FromMilliseconds(650), closing.Token);
                if (!redis.IsUp || (!isBack && !isIncomplete)) continue;
                await changing.WaitAsync(closing.Token);
                try
                {
                    await SubscribeAllAsync();
                }
                catch (RealtimeUnavailableException)
                {
                    isIncomplete = true;
                }
                finally
                {
                    changing.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task SubscribeAllAsync()
    {
        isIncomplete = false;
        var now = redis.Generation;
        KeyValuePair<string, Topic>[] unheard;
        lock (gate) unheard = [.. topics.Where(topic => topic.Value.HeardSince != now)];
        var wasDeaf = gapsHeardSince != now;
        if (wasDeaf) gapsHeardSince = await redis.SubscribeAsync(gaps, (_, topic) => TellGap(Encoding.UTF8.GetString((byte[])topic!)));
        await Task.WhenAll(unheard.Select(topic => ListenAsync(topic.Key, topic.Value)));
        foreach (var topic in unsent.Keys)
        {
            await redis.RunAsync(database => database.PublishAsync(gaps, topic));
            unsent.TryRemove(topic, out _);
        }

        foreach (var topic in wasDeaf ? [AllTopics] : unheard.Select(topic => topic.Key)) TellGap(topic);
    }

    private sealed class Topic
    {
        public ImmutableArray<DeliveryQueue> Queues { get; set; } = [];

        /// <summary>The connection's generation in which the topic was subscribed; 0 before that.</summary>
        public int HeardSince { get; set; }
    }

    private sealed class Subscription(RedisBackplane backplane, string topic, DeliveryQueue queue) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => backplane.RemoveAsync(topic, queue);
    }
}
