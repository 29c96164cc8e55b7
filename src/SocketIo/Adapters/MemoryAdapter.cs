using Matinee.SocketIo.EngineIo;
using Matinee.SocketIo.Recovery;

namespace Matinee.SocketIo.Adapters;

// The rooms of one namespace on this node. One lock guards them, the history of events and those who are waited for. A
// broadcast appends to its members' queues under that lock: it is short (nothing is written to a network there), and it
// makes the order of events the same for all members and the same as that of their offsets, without which a client that
// comes back could miss one event or get another twice. Sessions' locks are taken inside it, never the other way round;
// a member that is too slow is closed after the lock is released, because closing comes back here to remove it.
// The room of a socket's own id is not stored.
internal sealed partial class MemoryAdapter
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SocketIoSocket> _sockets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private readonly EventHistory? _history;
    private readonly AwaySessions? _away;
    private readonly TimeProvider _clock;
    private SocketIoSocket[]? _all;

    public MemoryAdapter(SocketIoOptions options, TimeProvider clock)
    {
        _clock = clock;
        if (options.Recovery is not { } recovery)
            return;
        // A connection may be dead for this long before anybody notices; what was sent into it is needed too.
        var unnoticed = options.PingInterval + options.PingTimeout;
        _history = new EventHistory(recovery.MaxBytes, recovery.MaxDisconnection + unnoticed, clock);
        _away = new AwaySessions(recovery, clock);
    }

    public IReadOnlyCollection<SocketIoSocket> Sockets
    {
        get
        {
            lock (_gate)
                return All();
        }
    }

    /// <summary>From here on broadcasts reach the socket, also in the rooms that it joined before.</summary>
    public void Add(SocketIoSocket socket)
    {
        lock (_gate)
        {
            socket.JoinedAt = socket.SentThrough = _history?.Newest ?? 0;
            Enter(socket);
        }
    }

    public void Remove(SocketIoSocket socket)
    {
        lock (_gate)
        {
            if (!IsEntered(socket))
                return;
            _sockets.Remove(socket.Id);
            _all = null;
            foreach (var room in socket.JoinedRooms)
                Depart(socket, room);
            socket.JoinedRooms = [];
        }
    }

    public void Join(SocketIoSocket socket, string room)
    {
        lock (_gate)
        {
            // Of one that is gone nothing may stay behind; one that is still connecting is entered by Add.
            if (socket.IsGone || room == socket.Id || socket.JoinedRooms.Contains(room))
                return;
            if (socket.JoinedRooms.Count == 0)
                socket.JoinedRooms = new HashSet<string>(StringComparer.Ordinal);
            socket.JoinedRooms.Add(room);
            if (IsEntered(socket))
                Enter(socket, room);
        }
    }

    public void Leave(SocketIoSocket socket, string room)
    {
        lock (_gate)
        {
            if (socket.JoinedRooms.Count > 0 && socket.JoinedRooms.Remove(room))
                Depart(socket, room);
        }
    }

    public string[] RoomsOf(SocketIoSocket socket)
    {
        lock (_gate)
            return [socket.Id, .. socket.JoinedRooms];
    }

    /// <summary>Queues the message for all who are meant.</summary>
    /// <param name="isStored">It was encoded with room for an offset, and is kept for those who may come back.</param>
    public void Broadcast(BroadcastTarget target, OutboundMessage[] messages, bool isVolatile, bool isStored)
    {
        List<SocketIoSocket>? slow = null;
        lock (_gate)
        {
            var number = isStored && _history is not null ? _history.Add(target, messages) : 0;
            var skipped = Skipped(target);
            foreach (var member in Members(target))
            {
                if (skipped.Contains(member))
                    continue;
                if (!member.TrySend(messages, isVolatile))
                    (slow ??= []).Add(member);
                else if (number > 0)
                    member.SentThrough = number;
            }
        }

        slow?.ForEach(member => member.DropSlowReader());
    }

    /// <summary>A snapshot of those who are meant.</summary>
    public SocketIoSocket[] Select(BroadcastTarget target)
    {
        lock (_gate)
        {
            var skipped = Skipped(target);
            return [.. Members(target).Where(member => !skipped.Contains(member))];
        }
    }

    private SkippedSockets Skipped(BroadcastTarget target)
    {
        // Nearly always nobody, or the sender.
        if (target.Except.Length == 0)
            return default;
        if (target.Except.Length == 1 && !_rooms.ContainsKey(target.Except[0]))
            return new SkippedSockets(_sockets.GetValueOrDefault(target.Except[0]), Many: null);
        return new SkippedSockets(One: null, [.. target.Except.SelectMany(Members)]);
    }

    private SocketIoSocket[] Members(BroadcastTarget target) => target.Rooms.Length switch
    {
        0 => All(),
        1 => Members(target.Rooms[0]),
        _ => [.. target.Rooms.SelectMany(Members).Distinct()],
    };

    /// <summary>By reference: who came back has the id of the socket that it was, whose end may still be on its way here.</summary>
    private bool IsEntered(SocketIoSocket socket) =>
        _sockets.TryGetValue(socket.Id, out var entered) && ReferenceEquals(entered, socket);

    private SocketIoSocket[] All() => _all ??= [.. _sockets.Values];

    private SocketIoSocket[] Members(string roomOrId)
    {
        var stored = _rooms.TryGetValue(roomOrId, out var room) ? room.Snapshot() : [];
        if (!_sockets.TryGetValue(roomOrId, out var own))
            return stored;
        return stored.Length == 0 ? [own] : [.. stored.Append(own).Distinct()];
    }

    private void Enter(SocketIoSocket socket)
    {
        if (socket.IsGone)
            return;
        socket.WasEntered = true;
        _sockets[socket.Id] = socket;
        _all = null;
        foreach (var room in socket.JoinedRooms)
            Enter(socket, room);
    }

    private void Enter(SocketIoSocket socket, string name)
    {
        if (!_rooms.TryGetValue(name, out var room))
            _rooms[name] = room = new Room();
        room.Add(socket);
    }

    private void Depart(SocketIoSocket socket, string name)
    {
        if (_rooms.TryGetValue(name, out var room) && room.Remove(socket))
            _rooms.Remove(name);
    }

    private readonly record struct SkippedSockets(SocketIoSocket? One, HashSet<SocketIoSocket>? Many)
    {
        public bool Contains(SocketIoSocket socket) => ReferenceEquals(socket, One) || Many?.Contains(socket) == true;
    }
}
