using System.Diagnostics;

namespace Matinee.SocketIo.Load;

/// <summary>All connections to one server: rooms that are filled, or idle connections.</summary>
internal sealed class Crowd(ServerProcess server) : IDisposable
{
    private readonly Poll _poll = new();
    private readonly List<Member> _members = [];
    private readonly List<Room> _rooms = [];

    public IReadOnlyList<Room> Rooms => _rooms;

    public int RoomSize { get; private set; }

    public Latencies Latencies { get; } = new();

    public long Deliveries => _rooms.Sum(room => room.Deliveries);

    public void AddRoom(int members)
    {
        var room = new Room($"r{_rooms.Count}", server.Kind.Protocol, Latencies);
        _rooms.Add(room);
        RoomSize = members;
        for (var i = 0; i < members; i++) room.Enter(Connect(room, publishes: i == 0));
    }

    public void AddIdle(int connections)
    {
        for (var i = 0; i < connections; i++) Connect(room: null, publishes: false);
    }

    /// <summary>Reads what the ready connections have received; waits for some until the moment at the latest.</summary>
    public void Receive(long until)
    {
        var ready = _poll.Wait(until);
        for (var i = 0; i < ready; i++) _members[_poll.Tag(i)].Receive();
    }

    /// <summary>Keeps the connections alive for this long.</summary>
    public void Idle(TimeSpan time)
    {
        var until = Stopwatch.GetTimestamp() + (long)time.TotalNanoseconds;
        while (Stopwatch.GetTimestamp() < until) Receive(until);
    }

    public void Dispose()
    {
        foreach (var member in _members) member.Dispose();
        _poll.Dispose();
    }

    private Member Connect(Room? room, bool publishes)
    {
        var member = new Member(server.Port, server.Kind.Protocol, room, publishes);
        _poll.Watch(member.Descriptor, _members.Count);
        _members.Add(member);
        return member;
    }
}
