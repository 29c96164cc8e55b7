namespace Matinee.SocketIo.Connections;

/// <summary>What a namespace, or all that match one rule, run for their sockets. Set up at start, read all the time.</summary>
internal sealed class NamespaceHandlers
{
    private readonly Lock _gate = new();
    private Func<SocketIoSocket, CancellationToken, ValueTask<ConnectError?>>[] _middleware = [];
    private Func<SocketIoSocket, ValueTask>[] _connection = [];

    public IReadOnlyList<Func<SocketIoSocket, CancellationToken, ValueTask<ConnectError?>>> Middleware => Volatile.Read(ref _middleware);

    public IReadOnlyList<Func<SocketIoSocket, ValueTask>> Connection => Volatile.Read(ref _connection);

    public void Add(Func<SocketIoSocket, CancellationToken, ValueTask<ConnectError?>> middleware)
    {
        lock (_gate)
            _middleware = [.. _middleware, middleware];
    }

    public void Add(Func<SocketIoSocket, ValueTask> handler)
    {
        lock (_gate)
            _connection = [.. _connection, handler];
    }
}
