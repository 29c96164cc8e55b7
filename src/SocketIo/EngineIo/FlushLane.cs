namespace Matinee.SocketIo.EngineIo;

/// <summary>
/// Writes out what waits for WebSockets, one after the other. A broadcast only appends to its members' queues and enters
/// them here; the lane runs behind the reads that are ready by then, so whatever they add to the same connections leaves
/// in the same write. That is what makes bursts cheap, and why no sender ever writes by itself.
/// </summary>
internal sealed class FlushLane : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();

    // Only the running pass uses these two.
    private readonly List<OutboundMessage> _batch = [];
    private List<WebSocketTransport> _passing = [];
    private List<WebSocketTransport> _waiting = [];
    private bool _isScheduled;

    /// <summary>Called once for each transport whose queue has begun to fill, possibly under its session's lock.</summary>
    public void Add(WebSocketTransport transport)
    {
        lock (_gate)
        {
            _waiting.Add(transport);
            if (_isScheduled)
                return;
            _isScheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
            (_passing, _waiting) = (_waiting, _passing);
        foreach (var transport in _passing)
            transport.Drain(_batch);
        _passing.Clear();
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _isScheduled = false;
                return;
            }
        }

        // Not in a loop here: the reads that became ready meanwhile come first.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
