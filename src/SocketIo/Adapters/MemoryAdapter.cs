namespace Matinee.SocketIo.Adapters;

/// <summary>
/// The rooms of one namespace. Membership changes take a short lock; a broadcast takes a snapshot, which a room keeps
/// until its next change, and loops outside the lock. The room of a socket's own id is not stored.
/// </summary>
internal sealed class MemoryAdapter
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SocketIoSocket> _sockets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private SocketIoSocket[]? _all;

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
            if (socket.IsGone)
                return;
            _sockets[socket.Id] = socket;
            _all = null;
            foreach (var room in socket.JoinedRooms)
                Enter(socket, room);
        }
    }

    public void Remove(SocketIoSocket socket)
    {
        lock (_gate)
        {
            if (!_sockets.Remove(socket.Id))
                return;
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
            if (_sockets.ContainsKey(socket.Id))
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

    public Recipients Select(BroadcastTarget target)
    {
        lock (_gate)
        {
            HashSet<SocketIoSocket>? skipped = null;
            foreach (var except in target.Except)
            {
                skipped ??= [];
                skipped.UnionWith(Members(except));
            }

            var members = target.Rooms.Length switch
            {
                0 => All(),
                1 => Members(target.Rooms[0]),
                _ => target.Rooms.SelectMany(Members).Distinct().ToArray(),
            };
            return new Recipients(members, skipped, target.Sender);
        }
    }

    private SocketIoSocket[] All() => _all ??= [.. _sockets.Values];

    private SocketIoSocket[] Members(string roomOrId)
    {
        var stored = _rooms.TryGetValue(roomOrId, out var room) ? room.Snapshot() : [];
        if (!_sockets.TryGetValue(roomOrId, out var own))
            return stored;
        return stored.Length == 0 ? [own] : [.. stored.Append(own).Distinct()];
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

    private sealed class Room
    {
        private readonly HashSet<SocketIoSocket> _members = [];
        private SocketIoSocket[]? _snapshot;

        public SocketIoSocket[] Snapshot() => _snapshot ??= [.. _members];

        public void Add(SocketIoSocket socket)
        {
            _members.Add(socket);
            _snapshot = null;
        }

        /// <summary>Whether the room is empty now.</summary>
        public bool Remove(SocketIoSocket socket)
        {
            _members.Remove(socket);
            _snapshot = null;
            return _members.Count == 0;
        }
    }
}
