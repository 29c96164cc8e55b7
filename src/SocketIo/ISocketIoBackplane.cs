namespace Matinee.SocketIo;

/// <summary>
/// Carries broadcasts between the nodes of one application, for example over Redis. Messages that one node publishes to a
/// channel arrive in that order; the publisher may hear them too. Delivery is at most once.
/// </summary>
public interface ISocketIoBackplane
{
    ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message);

    ValueTask<IAsyncDisposable> SubscribeAsync(string channel, Func<ReadOnlyMemory<byte>, ValueTask> handler);
}
