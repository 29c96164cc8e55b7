using System.Collections.Concurrent;
using Matinee.SocketIo.Adapters;
using Matinee.SocketIo.Connections;
using Matinee.SocketIo.EngineIo;
using Matinee.SocketIo.Protocol;

namespace Matinee.SocketIo;

/// <summary>One client in one namespace. All members are safe to call from any thread.</summary>
public sealed class SocketIoSocket
{
    private const int IsConnecting = 0;
    private const int IsConnected = 1;
    private const int HasEnded = 2;

    private static readonly HashSet<string> NoRooms = [];

    private readonly Connection _connection;
    private readonly EventPump _pump;
    private readonly EventHandlers _handlers = new();
    private ConcurrentDictionary<string, object?>? _data;
    private PendingAcks? _acks;
    private CancellationTokenSource? _joining = new();
    private int _state;

    internal SocketIoSocket(SocketIoNamespace ns, Connection connection, SocketIoHandshake handshake)
    {
        Namespace = ns;
        Handshake = handshake;
        Id = EngineServer.NewId();
        _connection = connection;
        _pump = new EventPump(this);
    }

    public string Id { get; }

    public SocketIoHandshake Handshake { get; }

    /// <summary>The application's own notes about the client.</summary>
    public ConcurrentDictionary<string, object?> Data =>
        LazyInitializer.EnsureInitialized(ref _data, static () => new ConcurrentDictionary<string, object?>(1, 4, StringComparer.Ordinal));

    /// <summary>A snapshot; the socket's own id is one of them.</summary>
    public IReadOnlyCollection<string> Rooms => Namespace.Adapter.RoomsOf(this);

    public bool Connected => Volatile.Read(ref _state) == IsConnected;

    /// <summary>Of the last heartbeat; null before the first.</summary>
    public TimeSpan? RoundTripTime => _connection.Session.RoundTripTime;

    /// <summary>The round trip as it is now, by a heartbeat ahead of its time; null when the client is gone.</summary>
    public async Task<TimeSpan?> MeasureRoundTripAsync()
    {
        await _connection.Session.MeasureAsync();
        return RoundTripTime;
    }

    /// <summary>Everyone in the namespace but this socket.</summary>
    public SocketIoBroadcast Broadcast => new(Namespace, BroadcastTarget.Everyone with { Sender = this });

    internal SocketIoNamespace Namespace { get; }

    /// <summary>The check of the namespace's middleware, while it runs.</summary>
    internal Task? Joining { get; set; }

    internal bool IsWritable => _connection.Session.IsWritable;

    internal bool IsGone => Volatile.Read(ref _state) == HasEnded;

    /// <summary>Guarded by the adapter's lock. The shared empty set is never written to.</summary>
    internal HashSet<string> JoinedRooms { get; set; } = NoRooms;

    /// <summary>One handler an event. The events of a socket run in order, one at a time.</summary>
    public void On(string eventName, Func<SocketIoEvent, ValueTask> handler) => _handlers.Add(CheckEventName(eventName), handler);

    /// <summary>
    /// Runs on the reading loop, ahead of events that wait for their turn: it must be short and must not block. (An event
    /// that comes before the connection's handlers have ended still waits for them.)
    /// </summary>
    public void OnImmediate(string eventName, Action<SocketIoEvent> handler) => _handlers.Add(CheckEventName(eventName), handler);

    /// <summary>For events without a handler of their own.</summary>
    public void OnAny(Func<SocketIoEvent, ValueTask> handler) => _handlers.SetAny(handler);

    /// <summary>Runs after the socket's last event. It is out of all rooms by then.</summary>
    public void OnDisconnect(Func<DisconnectReason, ValueTask> handler) => _handlers.AddDisconnect(handler);

    /// <summary>To this client. Never blocks; nothing happens if it is gone.</summary>
    /// <exception cref="ArgumentException">The event's name is reserved.</exception>
    public void Emit(string eventName, params ReadOnlySpan<object?> args)
    {
        CheckEventName(eventName);
        if (Connected)
            Send(PacketEncoder.Event(Namespace.Name, eventName, ackId: null, args, Namespace.Json));
    }

    /// <summary>Sends an event and waits for the client's callback.</summary>
    /// <exception cref="TimeoutException">No answer in time, or the client is gone.</exception>
    public async Task<SocketIoArgs> EmitWithAckAsync(string eventName, object? arg, TimeSpan timeout, CancellationToken ct = default)
    {
        CheckEventName(eventName);
        var acks = LazyInitializer.EnsureInitialized(ref _acks, static () => new PendingAcks());
        var answer = new TaskCompletionSource<SocketIoArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = acks.Add(answer);
        try
        {
            if (!Connected)
                throw new TimeoutException("The socket is disconnected.");
            Send(PacketEncoder.Event(Namespace.Name, eventName, id, [arg], Namespace.Json));
            return await answer.Task.WaitAsync(timeout, Namespace.Clock, ct);
        }
        finally
        {
            acks.Forget(id);
        }
    }

    public void Join(string room) => Namespace.Adapter.Join(this, room);

    public void Leave(string room) => Namespace.Adapter.Leave(this, room);

    /// <summary>The room but this socket.</summary>
    public SocketIoBroadcast To(string room) => Broadcast.To(room);

    /// <summary>Takes the client out of the namespace, or with <paramref name="close"/> closes its whole connection.</summary>
    public void Disconnect(bool close = false) => _connection.Disconnect(this, close);

    internal static string CheckEventName(string eventName)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        return PacketRules.IsReserved(eventName)
            ? throw new ArgumentException($"The event name '{eventName}' is reserved.", nameof(eventName))
            : eventName;
    }

    internal void Send(OutboundMessage[] messages, bool isVolatile = false)
    {
        if (Connected)
            _connection.Session.Send(messages, isVolatile);
    }

    internal void SendAck(long id, ReadOnlySpan<object?> args)
    {
        if (Connected)
            Send(PacketEncoder.Ack(Namespace.Name, id, args, Namespace.Json));
    }

    internal async Task<ConnectError?> AuthoriseAsync()
    {
        try
        {
            return await Namespace.AuthoriseAsync(this, _joining?.Token ?? new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException) when (IsGone)
        {
            return new ConnectError("Cancelled");
        }
        catch (Exception e)
        {
            SocketIoLog.HandlerFailed(Namespace.Logger, e, Namespace.Name, Id, "middleware");
            return new ConnectError("Internal error");
        }
    }

    /// <summary>Called once, when the client has been told that it is connected.</summary>
    internal void Begin()
    {
        if (Interlocked.CompareExchange(ref _state, IsConnected, IsConnecting) != IsConnecting)
            return;
        _joining = null;
        Joining = null;
        Namespace.Adapter.Add(this);
        _pump.Begin();
    }

    internal void End(DisconnectReason reason)
    {
        if (Interlocked.Exchange(ref _state, HasEnded) == HasEnded)
            return;
        _ = _joining?.CancelAsync();
        Namespace.Adapter.Remove(this);
        LazyInitializer.EnsureInitialized(ref _acks, static () => new PendingAcks()).Close();
        _pump.End(reason);
    }

    internal ValueTask ReceiveAsync(in Packet packet, IReadOnlyList<byte[]> attachments, long receivedAt)
    {
        if (packet.Type == PacketType.Ack)
        {
            if (packet.AckId is { } id)
                _acks?.Complete(id, new SocketIoArgs(packet.Payload, skipped: 0, attachments, Namespace.Json));
            return ValueTask.CompletedTask;
        }

        var args = new SocketIoArgs(packet.Payload, skipped: 1, attachments, Namespace.Json);
        var received = new SocketIoEvent(this, packet.EventName ?? "", args, packet.AckId, receivedAt);
        if (!_pump.IsReady || _handlers.Immediate(received.Name) is not { } immediate)
            return _pump.AddAsync(received);
        RunImmediate(immediate, received);
        return ValueTask.CompletedTask;
    }

    internal async Task DispatchAsync(SocketIoEvent e)
    {
        var (handler, isNamed) = _handlers.Find(e.Name);
        if (handler is Action<SocketIoEvent> immediate)
            RunImmediate(immediate, e);
        else if (handler is Func<SocketIoEvent, ValueTask> queued)
            // A name without a handler is the client's text and stays out of the log.
            await GuardAsync(() => queued(e), isNamed ? e.Name : "any event");
    }

    internal Task RunConnectionHandlersAsync() => GuardAsync(() => Namespace.RunConnectionHandlersAsync(this), "connection");

    internal async Task RunDisconnectHandlersAsync(DisconnectReason reason)
    {
        foreach (var handler in _handlers.OfDisconnect)
            await GuardAsync(() => handler(reason), "disconnect");
    }

    private void RunImmediate(Action<SocketIoEvent> handler, SocketIoEvent e)
    {
        try
        {
            handler(e);
        }
        catch (Exception failure)
        {
            SocketIoLog.HandlerFailed(Namespace.Logger, failure, Namespace.Name, Id, e.Name);
        }
    }

    private async Task GuardAsync(Func<ValueTask> handler, string what)
    {
        try
        {
            await handler();
        }
        catch (Exception failure)
        {
            SocketIoLog.HandlerFailed(Namespace.Logger, failure, Namespace.Name, Id, what);
        }
    }
}
