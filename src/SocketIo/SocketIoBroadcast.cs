using Matinee.SocketIo.Adapters;
using Matinee.SocketIo.Protocol;

namespace Matinee.SocketIo;

/// <summary>
/// An immutable description of whom to reach, on all nodes if the server has a backplane; a socket's own id is a room. Each
/// call gives a new one.
/// </summary>
public sealed class SocketIoBroadcast
{
    private readonly SocketIoNamespace _namespace;
    private readonly BroadcastTarget _target;
    private readonly bool _isVolatile;
    private readonly bool _isLocal;

    internal SocketIoBroadcast(SocketIoNamespace ns, BroadcastTarget target, bool isVolatile = false, bool isLocal = false)
    {
        _namespace = ns;
        _target = target;
        _isVolatile = isVolatile;
        _isLocal = isLocal;
    }

    /// <summary>Messages that a client which is behind, between two polls, or away, does not get.</summary>
    public SocketIoBroadcast Volatile => new(_namespace, _target, isVolatile: true, _isLocal);

    /// <summary>Only the sockets of this node.</summary>
    public SocketIoBroadcast Local => new(_namespace, _target, _isVolatile, isLocal: true);

    public SocketIoBroadcast To(string room) =>
        new(_namespace, _target with { Rooms = [.. _target.Rooms, room] }, _isVolatile, _isLocal);

    public SocketIoBroadcast Except(string roomOrSocketId) =>
        new(_namespace, _target with { Except = [.. _target.Except, roomOrSocketId] }, _isVolatile, _isLocal);

    /// <summary>
    /// Encoded once, the same bytes to all, in the same order for all. Never blocks, and never fails because of a member.
    /// </summary>
    /// <exception cref="ArgumentException">The event's name is reserved.</exception>
    public void Emit(string eventName, params ReadOnlySpan<object?> args)
    {
        SocketIoSocket.CheckEventName(eventName);
        var isStored = _namespace.Adapter.IsRecovering && !_isVolatile;
        var messages = PacketEncoder.Event(_namespace.Name, eventName, ackId: null, args, _namespace.Json, isStored);
        _namespace.Adapter.Broadcast(_target, messages, _isVolatile, isStored);
        if (!_isLocal)
            _namespace.Cluster?.Emit(_target, messages, _isVolatile, isStored);
    }

    /// <summary>Asks the sockets of this node, and waits until all have answered or the time is over.</summary>
    /// <exception cref="ArgumentException">The event's name is reserved.</exception>
    public async Task<SocketIoAnswers> EmitWithAckAsync(string eventName, object? arg, TimeSpan timeout, CancellationToken ct = default)
    {
        SocketIoSocket.CheckEventName(eventName);
        var id = _namespace.NextAckId();
        var packet = PacketEncoder.Event(_namespace.Name, eventName, id, [arg], _namespace.Json);
        var asked = _namespace.Adapter.Select(_target).Select(member => AskAsync(member, id, packet, timeout, ct));
        var answers = await Task.WhenAll(asked);
        return new SocketIoAnswers([.. answers.OfType<SocketIoArgs>()], answers.Count(answer => answer is null));
    }

    public void SocketsJoin(string room) => Change(new RoomChange.Join(room));

    public void SocketsLeave(string room) => Change(new RoomChange.Leave(room));

    /// <summary>Those who are waited for cannot come back either.</summary>
    public void DisconnectSockets(bool close = false) => Change(new RoomChange.Disconnect(close));

    private static async Task<SocketIoArgs?> AskAsync(
        SocketIoSocket member, long id, EngineIo.OutboundMessage[] packet, TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            return await member.AwaitAckAsync(id, packet, timeout, ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private void Change(RoomChange change)
    {
        change.Apply(_namespace.Adapter, _target);
        if (!_isLocal)
            _namespace.Cluster?.Change(_target, change);
    }
}

/// <param name="Answers">The arguments of those callbacks that came in time, in no order.</param>
/// <param name="Missing">How many sockets did not answer in time, or were gone.</param>
public sealed record SocketIoAnswers(IReadOnlyList<SocketIoArgs> Answers, int Missing);
