namespace Matinee.Realtime;

/// <summary>
/// Carries messages to every node. Messages of one topic reach each subscription in the order in which they were published,
/// one at a time; a handler that throws loses that message only. Delivery is at most once: who must not miss a message keeps
/// a sequence number and asks again.
/// </summary>
public interface IBackplane
{
    ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> message);

    /// <summary>Messages published after this returns are delivered until the subscription is disposed.</summary>
    ValueTask<IAsyncDisposable> SubscribeAsync(string topic, Func<ReadOnlyMemory<byte>, ValueTask> handler);
}
