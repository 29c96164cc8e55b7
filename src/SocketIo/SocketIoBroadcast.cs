using Matinee.SocketIo.Adapters;
using Matinee.SocketIo.Protocol;

namespace Matinee.SocketIo;

/// <summary>An immutable description of whom to reach; a socket's own id is a room. Each call gives a new one.</summary>
public sealed class SocketIoBroadcast
{
    private readonly SocketIoNamespace _namespace;
    private readonly BroadcastTarget _target;
    private readonly bool _isVolatile;

    internal SocketIoBroadcast(SocketIoNamespace ns, BroadcastTarget target, bool isVolatile = false)
    {
        _namespace = ns;
        _target = target;
        _isVolatile = isVolatile;
    }

    /// <summary>Messages that a client which is behind, or between two polls, does not get.</summary>
    public SocketIoBroadcast Volatile => new(_namespace, _target, isVolatile: true);

    public SocketIoBroadcast To(string room) =>
        new(_namespace, _target with { Rooms = [.. _target.Rooms, room] }, _isVolatile);

    public SocketIoBroadcast Except(string roomOrSocketId) =>
        new(_namespace, _target with { Except = [.. _target.Except, roomOrSocketId] }, _isVolatile);

    /// <summary>Encoded once, the same bytes to all. Never blocks, and never fails because of a member.</summary>
    /// <exception cref="ArgumentException">The event's name is reserved.</exception>
    public void Emit(string eventName, params ReadOnlySpan<object?> args)
    {
        SocketIoSocket.CheckEventName(eventName);
        var messages = PacketEncoder.Event(_namespace.Name, eventName, ackId: null, args, _namespace.Json);
        var recipients = _namespace.Adapter.Select(_target);
        foreach (var member in recipients.Members)
        {
            if (recipients.Includes(member))
                member.Send(messages, _isVolatile);
        }
    }

    public void DisconnectSockets(bool close = false)
    {
        foreach (var member in Members())
            member.Disconnect(close);
    }

    public void SocketsLeave(string room)
    {
        foreach (var member in Members())
            member.Leave(room);
    }

    private IEnumerable<SocketIoSocket> Members()
    {
        var recipients = _namespace.Adapter.Select(_target);
        return recipients.Members.Where(recipients.Includes);
    }
}
