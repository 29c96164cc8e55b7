namespace Matinee.Realtime;

/// <summary>
/// Carries messages to every node. Messages of one topic reach each subscription in the order in which they were published,
/// one at a time; a handler that throws loses that message only. Delivery is at most once: who must not miss a message keeps
/// a sequence number and asks again. Neither call fails while the carrier is down: what is lost meanwhile is told as a gap.
/// </summary>
public interface IBackplane
{
    ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> message);

    /// <summary>Messages published after this returns are delivered until the subscription is disposed.</summary>
    /// <param name="gap">
    /// Called in turn with the messages, when some may have been lost on the way: read again what the messages tell of. It comes
    /// after delivery works again, so that nothing is lost between that reading and the next message.
    /// </param>
    ValueTask<IAsyncDisposable> SubscribeAsync(string topic, Func<ReadOnlyMemory<byte>, ValueTask> handler, Func<ValueTask>? gap = null);
}
