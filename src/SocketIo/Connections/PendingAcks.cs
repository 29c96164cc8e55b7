namespace Matinee.SocketIo.Connections;

/// <summary>The acknowledgements that a socket's server side waits for.</summary>
internal sealed class PendingAcks
{
    private readonly Dictionary<long, TaskCompletionSource<SocketIoArgs>> _waiting = [];
    private bool _closed;

    /// <summary>The answer to the packet of that id, which no other packet to this socket has.</summary>
    public Task<SocketIoArgs> Add(long id)
    {
        var waiting = new TaskCompletionSource<SocketIoArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            if (_closed)
                waiting.TrySetException(new TimeoutException("The socket is disconnected."));
            else
                _waiting[id] = waiting;
        }

        return waiting.Task;
    }

    /// <summary>An id that nobody waits for is ignored: it came too late, twice, or was made up.</summary>
    public void Complete(long id, SocketIoArgs args)
    {
        TaskCompletionSource<SocketIoArgs>? waiting;
        lock (_waiting)
            _waiting.Remove(id, out waiting);
        waiting?.TrySetResult(args);
    }

    public void Forget(long id)
    {
        lock (_waiting)
            _waiting.Remove(id);
    }

    public void Close()
    {
        lock (_waiting)
        {
            _closed = true;
            foreach (var waiting in _waiting.Values)
                waiting.TrySetException(new TimeoutException("The socket disconnected before it acknowledged."));
            _waiting.Clear();
        }
    }
}
