using System.Collections.Concurrent;
using System.Text.Json;
using Matinee.SocketIo.Adapters;
using Matinee.SocketIo.Connections;
using Matinee.SocketIo.EngineIo;
using Matinee.SocketIo.Protocol;
using Matinee.SocketIo.Recovery;

namespace Matinee.SocketIo;

/// <summary>One client in one namespace. All members are safe to call from any thread.</summary>
public sealed partial class SocketIoSocket
{
    private readonly Connection _connection;
    private readonly EventPump _pump;
    private readonly EventHandlers _handlers = new();
    private ConcurrentDictionary<string, object?>? _data;

    internal SocketIoSocket(SocketIoNamespace ns, Connection connection, SocketIoHandshake handshake, AwaySession? previous)
    {
        Namespace = ns;
        Handshake = handshake;
        Id = previous?.Id ?? EngineServer.NewId();
        PrivateId = previous?.PrivateId ?? (ns.Adapter.IsRecovering ? PrivateIds.New(Id) : "");
        Previous = previous;
        _data = previous?.Data;
        JoinedRooms = previous?.Rooms ?? NoRooms;
        _connection = connection;
        _pump = new EventPump(this);
    }

    public SocketIoNamespace Namespace { get; }

    /// <summary>Public: others may see it, and it is the name of a room with only this socket in it.</summary>
    public string Id { get; }

    /// <summary>
    /// The client's connection broke and it came back: id, rooms and <see cref="Data"/> are those from before, and what it
    /// missed is sent to it ahead of anything else. Handlers are registered anew.
    /// </summary>
    public bool Recovered => Previous is not null;

    public SocketIoHandshake Handshake { get; }

    /// <summary>The application's own notes about the client.</summary>
    public ConcurrentDictionary<string, object?> Data =>
        LazyInitializer.EnsureInitialized(ref _data, static () => new ConcurrentDictionary<string, object?>(1, 4, StringComparer.Ordinal));

    /// <summary>A snapshot; the socket's own id is one of them.</summary>
    public IReadOnlyCollection<string> Rooms => Namespace.Adapter.RoomsOf(this);

    public bool Connected => Volatile.Read(ref _state) == IsConnected;

    /// <summary>Of the last heartbeat; null before the first.</summary>
    public TimeSpan? RoundTripTime => _connection.Session.RoundTripTime;

    /// <summary>Everyone in the namespace but this socket.</summary>
    public SocketIoBroadcast Broadcast => new(Namespace, BroadcastTarget.Everyone with { Except = [Id] });

    /// <summary>The round trip as it is now, by a heartbeat ahead of its time; null when the client is gone.</summary>
    public async Task<TimeSpan?> MeasureRoundTripAsync()
    {
        await _connection.Session.MeasureAsync();
        return RoundTripTime;
    }

    /// <summary>
    /// One handler an event. The events of a socket run in order, one at a time; a handler begins on the loop that reads
    /// the socket, so it must await what takes long and not block.
    /// </summary>
    public void On(string eventName, Func<SocketIoEvent, ValueTask> handler) => _handlers.Add(CheckEventName(eventName), handler);

    /// <summary>
    /// Runs ahead of events that wait for their turn: it must be short. (An event that comes before the connection's
    /// handlers have ended still waits for them.)
    /// </summary>
    public void OnImmediate(string eventName, Action<SocketIoEvent> handler) => _handlers.Add(CheckEventName(eventName), handler);

    /// <summary>For events without a handler of their own.</summary>
    public void OnAny(Func<SocketIoEvent, ValueTask> handler) => _handlers.SetAny(handler);

    /// <summary>Runs at once when the socket is about to go, while it is still in its rooms. It must not block.</summary>
    public void OnDisconnecting(Action<DisconnectReason> handler) => _handlers.AddDisconnecting(handler);

    /// <summary>Runs after the socket's last event. It is out of all rooms by then.</summary>
    public void OnDisconnect(Func<DisconnectReason, ValueTask> handler) => _handlers.AddDisconnect(handler);

    /// <summary>To this client. Never blocks; nothing happens if it is gone and nobody waits for it.</summary>
    /// <exception cref="ArgumentException">The event's name is reserved.</exception>
    public void Emit(string eventName, params ReadOnlySpan<object?> args)
    {
        CheckEventName(eventName);
        if (Namespace.Adapter.IsRecovering)
            Itself.Emit(eventName, args);
        else if (Connected)
            Send(PacketEncoder.Event(Namespace.Name, eventName, ackId: null, args, Namespace.Json));
    }

    /// <summary>Sends an event and waits for the client's callback.</summary>
    /// <exception cref="TimeoutException">No answer in time, or the client is gone.</exception>
    public Task<SocketIoArgs> EmitWithAckAsync(string eventName, object? arg, TimeSpan timeout, CancellationToken ct = default)
    {
        CheckEventName(eventName);
        var id = Namespace.NextAckId();
        return AwaitAckAsync(id, PacketEncoder.Event(Namespace.Name, eventName, id, [arg], Namespace.Json), timeout, ct);
    }

    /// <summary>The callback's first argument.</summary>
    /// <exception cref="TimeoutException">No answer in time, or the client is gone.</exception>
    /// <exception cref="JsonException">The client answered with another shape.</exception>
    public async Task<T?> EmitWithAckAsync<T>(string eventName, object? arg, TimeSpan timeout, CancellationToken ct = default) =>
        (await EmitWithAckAsync(eventName, arg, timeout, ct)).Get<T>(0);

    public void Join(string room) => Namespace.Adapter.Join(this, room);

    public void Leave(string room) => Namespace.Adapter.Leave(this, room);

    /// <summary>The room but this socket.</summary>
    public SocketIoBroadcast To(string room) => Broadcast.To(room);

    /// <summary>
    /// Called by middleware that finds a recovered socket in other hands: rooms, data and missed events of before are
    /// forgotten, and it is a new socket in all but its id.
    /// </summary>
    public void StartAnew()
    {
        if (Volatile.Read(ref _state) != IsConnecting || Previous is null)
            return;
        Previous = null;
        PrivateId = PrivateIds.New(Id);
        JoinedRooms = NoRooms;
        _data = null;
    }

    /// <summary>
    /// Takes the client out of the namespace, or with <paramref name="close"/> closes its whole connection. It cannot
    /// recover from that.
    /// </summary>
    public void Disconnect(bool close = false) => _connection.Disconnect(this, close);

    internal static string CheckEventName(string eventName)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        return PacketRules.IsReserved(eventName)
            ? throw new ArgumentException($"The event name '{eventName}' is reserved.", nameof(eventName))
            : eventName;
    }
}
