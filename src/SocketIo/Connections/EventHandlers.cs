namespace Matinee.SocketIo.Connections;

/// <summary>
/// What a socket's events run. Most are registered in one go, then read by the reading loop and the pump.
/// </summary>
internal sealed class EventHandlers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Delegate> _named = new(StringComparer.Ordinal);
    private Func<SocketIoEvent, ValueTask>? _any;
    private Action<DisconnectReason>[] _disconnecting = [];
    private Func<DisconnectReason, ValueTask>[] _disconnect = [];

    public IReadOnlyList<Action<DisconnectReason>> OfDisconnecting => Volatile.Read(ref _disconnecting);

    public IReadOnlyList<Func<DisconnectReason, ValueTask>> OfDisconnect => Volatile.Read(ref _disconnect);

    public void Add(string eventName, Delegate handler)
    {
        lock (_gate)
        {
            if (!_named.TryAdd(eventName, handler))
                throw new InvalidOperationException($"The event '{eventName}' has a handler already.");
        }
    }

    public void SetAny(Func<SocketIoEvent, ValueTask> handler)
    {
        lock (_gate)
            _any = handler;
    }

    public void AddDisconnecting(Action<DisconnectReason> handler)
    {
        lock (_gate)
            _disconnecting = [.. _disconnecting, handler];
    }

    public void AddDisconnect(Func<DisconnectReason, ValueTask> handler)
    {
        lock (_gate)
            _disconnect = [.. _disconnect, handler];
    }

    public Action<SocketIoEvent>? Immediate(string eventName)
    {
        lock (_gate)
            return _named.GetValueOrDefault(eventName) as Action<SocketIoEvent>;
    }

    /// <summary>The event's own handler, or else the one for any event.</summary>
    public (Delegate? Handler, bool IsNamed) Find(string eventName)
    {
        lock (_gate)
            return _named.TryGetValue(eventName, out var handler) ? (handler, true) : (_any, false);
    }
}
