namespace Matinee.SocketIo.Connections;

/// <summary>
/// Runs a socket's handlers off the reading loop, in order and one at a time: those of the connection, the events, those
/// of the end. It exists as a work item only while there is work. A client that sends faster than its handlers run is
/// no longer read from, so what it can make the server hold is bounded.
/// </summary>
internal sealed class EventPump(SocketIoSocket socket) : IThreadPoolWorkItem
{
    private const int Limit = 128;

    private readonly Lock _gate = new();
    private Queue<SocketIoEvent>? _events;
    private TaskCompletionSource? _room;
    private DisconnectReason? _ended;
    private bool _begun;
    private bool _endDone;
    private bool _running;

    /// <summary>Whether the connection's handlers have run, so that all handlers are registered.</summary>
    public bool IsReady { get; private set; }

    public void Begin()
    {
        lock (_gate)
        {
            _begun = true;
            Schedule();
        }
    }

    /// <summary>
    /// Runs the event at once, on the reading loop, if nothing is before it; as soon as its handler waits for something,
    /// the loop goes on. Completes when the next event may be read.
    /// </summary>
    public ValueTask AddAsync(SocketIoEvent e)
    {
        lock (_gate)
        {
            if (_ended is not null)
                return ValueTask.CompletedTask;
            if (!IsReady || _running)
            {
                (_events ??= new Queue<SocketIoEvent>()).Enqueue(e);
                if (_begun)
                    Schedule();
                if (_events.Count < Limit)
                    return ValueTask.CompletedTask;
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return new ValueTask(_room.Task);
            }

            _running = true;
        }

        var dispatched = socket.DispatchAsync(e);
        if (!dispatched.IsCompleted)
            _ = RunAfterAsync(dispatched);
        else if (!TryRest())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return ValueTask.CompletedTask;
    }

    public void End(DisconnectReason reason)
    {
        lock (_gate)
        {
            _ended ??= reason;
            _room?.TrySetResult();
            if (_begun)
                Schedule();
        }
    }

    private void Schedule()
    {
        if (_running)
            return;
        _running = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    /// <summary>False if something came meanwhile.</summary>
    private bool TryRest()
    {
        lock (_gate)
        {
            if (_events is { Count: > 0 } || (_ended is not null && !_endDone))
                return false;
            _running = false;
            return true;
        }
    }

    private async Task RunAfterAsync(Task dispatched)
    {
        await dispatched;
        await RunAsync();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            SocketIoEvent? next = null;
            DisconnectReason? end = null;
            lock (_gate)
            {
                if (IsReady && _events?.TryDequeue(out next) == true)
                {
                    if (_events.Count <= Limit / 2)
                    {
                        _room?.TrySetResult();
                        _room = null;
                    }
                }
                else if (IsReady && _ended is { } reason && !_endDone)
                {
                    _endDone = true;
                    end = reason;
                }
                else if (IsReady)
                {
                    _events = null;
                    _running = false;
                    return;
                }
            }

            if (next is not null)
            {
                await socket.DispatchAsync(next);
            }
            else if (end is { } ended)
            {
                await socket.RunDisconnectHandlersAsync(ended);
            }
            else
            {
                await socket.RunConnectionHandlersAsync();
                lock (_gate)
                    IsReady = true;
            }
        }
    }
}
