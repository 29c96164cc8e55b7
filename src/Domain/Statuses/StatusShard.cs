namespace Matinee.Domain.Statuses;

/// <summary>
/// Some of the rooms, under one lock that is held for a look-up or the change of one room. The rooms form a list from the
/// one that was silent longest to the one that spoke last, so that what has to go is found at once.
/// </summary>
internal sealed class StatusShard(int mostRooms, int mostUsers, long mostBytes)
{
    // Rooms that have fallen silent, forgotten with each status that comes: more than one, so that they never pile up.
    private const int ForgottenAtOnce = 2;

    private readonly Dictionary<string, StatusRoom> rooms = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private StatusRoom? oldestRoom;
    private StatusRoom? newestRoom;
    private long bytes;

    public int Count
    {
        get
        {
            lock (gate) return rooms.Count;
        }
    }

    public long Bytes
    {
        get
        {
            lock (gate) return bytes;
        }
    }

    public StatusRoom? Find(string room)
    {
        lock (gate) return rooms.GetValueOrDefault(room);
    }

    public void Add(string name, string user, byte[] label, Status status, long oldest)
    {
        lock (gate)
        {
            if (rooms.TryGetValue(name, out var room)) Unlink(room);
            else rooms[name] = room = new StatusRoom(name);
            room.Add(user, label, status, oldest, mostUsers);
            Link(room);
            for (var i = 0; i < ForgottenAtOnce && oldestRoom!.NewestAt <= oldest; i++) Forget(oldestRoom);
            while ((rooms.Count > mostRooms || bytes > mostBytes) && oldestRoom != room) Forget(oldestRoom!);
        }
    }

    /// <summary>Forgets all that is too old.</summary>
    public void Trim(long oldest)
    {
        lock (gate)
        {
            while (oldestRoom?.NewestAt <= oldest) Forget(oldestRoom);
            for (var room = oldestRoom; room is not null; room = room.Newer)
            {
                bytes -= room.Bytes;
                room.Trim(oldest);
                bytes += room.Bytes;
            }

            rooms.TrimExcess();
        }
    }

    private void Link(StatusRoom room)
    {
        bytes += room.Bytes;
        room.Older = newestRoom;
        if (newestRoom is null) oldestRoom = room;
        else newestRoom.Newer = room;
        newestRoom = room;
    }

    private void Unlink(StatusRoom room)
    {
        bytes -= room.Bytes;
        if (room.Older is null) oldestRoom = room.Newer;
        else room.Older.Newer = room.Newer;
        if (room.Newer is null) newestRoom = room.Older;
        else room.Newer.Older = room.Older;
        room.Older = room.Newer = null;
    }

    private void Forget(StatusRoom room)
    {
        Unlink(room);
        rooms.Remove(room.Name);
    }
}
