namespace Matinee.SocketIo.Adapters;

/// <summary>The sockets of one room, and the snapshot that broadcasts loop over until the next change.</summary>
internal sealed class Room
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
