using System.Text.Json.Serialization;

namespace Matinee.SocketIo.Adapters;

/// <summary>What can be done to a set of sockets beside sending to them, here or on another node.</summary>
[JsonDerivedType(typeof(Join), "join")]
[JsonDerivedType(typeof(Leave), "leave")]
[JsonDerivedType(typeof(Disconnect), "disconnect")]
internal abstract record RoomChange
{
    private RoomChange()
    {
    }

    public abstract void Apply(MemoryAdapter adapter, BroadcastTarget target);

    internal sealed record Join(string Room) : RoomChange
    {
        public override void Apply(MemoryAdapter adapter, BroadcastTarget target)
        {
            foreach (var socket in adapter.Select(target))
                socket.Join(Room);
            adapter.ChangeAway(target, session => session.Rooms.Add(Room));
        }
    }

    internal sealed record Leave(string Room) : RoomChange
    {
        public override void Apply(MemoryAdapter adapter, BroadcastTarget target)
        {
            foreach (var socket in adapter.Select(target))
                socket.Leave(Room);
            adapter.ChangeAway(target, session => session.Rooms.Remove(Room));
        }
    }

    internal sealed record Disconnect(bool Close) : RoomChange
    {
        public override void Apply(MemoryAdapter adapter, BroadcastTarget target)
        {
            foreach (var socket in adapter.Select(target))
                socket.Disconnect(Close);
            adapter.ForgetAway(target);
        }
    }
}
