using System.Text.Json;
using Matinee.SocketIo.EngineIo;
using Matinee.SocketIo.Protocol;

namespace Matinee.SocketIo.Connections;

/// <summary>One client: an Engine.IO session and the sockets that it opened on it, one a namespace.</summary>
internal sealed class Connection(SocketIoServer server, EngineSession session) : IEngineListener
{
    private readonly Lock _gate = new();
    private readonly long _openedAt = server.Clock.GetTimestamp();

    // Null marks a namespace that was left: what the client sent before it knew is dropped, not held against it.
    private readonly Dictionary<string, SocketIoSocket?> _sockets = new(1, StringComparer.Ordinal);
    private BinaryPacket? _partial;
    private bool _closed;
    private volatile bool _joined;

    public EngineSession Session => session;

    public ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8, long receivedAt)
    {
        if (_partial is not null || !PacketDecoder.TryDecode(utf8.Span, out var packet))
            return Refuse();
        if (packet.Attachments == 0)
            return HandleAsync(packet, [], receivedAt);
        if (!BinaryPacket.HasValidPlaceholders(packet.Payload, packet.Attachments))
            return Refuse();
        _partial = new BinaryPacket(packet);
        return ValueTask.CompletedTask;
    }

    public ValueTask OnBinaryAsync(byte[] data, long receivedAt)
    {
        if (_partial is not { } partial)
            return Refuse();
        if (!partial.Add(data))
            return ValueTask.CompletedTask;
        _partial = null;
        return HandleAsync(partial.Packet, partial.Attachments, receivedAt);
    }

    public void OnTick(long now)
    {
        if (!_joined && server.Clock.GetElapsedTime(_openedAt, now) >= server.Options.ConnectTimeout)
            session.Close(DisconnectReason.ForcedServerClose, CloseStyle.Graceful);
    }

    public void OnClose(DisconnectReason reason)
    {
        SocketIoSocket?[] sockets;
        lock (_gate)
        {
            _closed = true;
            sockets = [.. _sockets.Values];
            _sockets.Clear();
        }

        foreach (var socket in sockets)
            socket?.End(reason);
    }

    /// <summary>The server lets one namespace go, or with <paramref name="close"/> the whole client.</summary>
    public void Disconnect(SocketIoSocket socket, bool close)
    {
        SocketIoSocket?[] leaving = [socket];
        lock (_gate)
        {
            if (close)
                leaving = [.. _sockets.Values];
            foreach (var one in leaving)
            {
                if (one is not null && _sockets.TryGetValue(one.Namespace.Name, out var current) && ReferenceEquals(one, current))
                    _sockets[one.Namespace.Name] = null;
            }
        }

        foreach (var one in leaving)
        {
            if (one is { Connected: true })
                session.Send(PacketEncoder.Disconnect(one.Namespace.Name));
            one?.End(DisconnectReason.ServerNamespaceDisconnect);
        }

        if (close)
            session.Close(DisconnectReason.ForcedClose, CloseStyle.Graceful);
    }

    private ValueTask HandleAsync(in Packet packet, IReadOnlyList<byte[]> attachments, long receivedAt)
    {
        if (packet.Type == PacketType.Connect)
            return ConnectAsync(packet.Namespace, packet.Payload);
        SocketIoSocket? socket;
        lock (_gate)
        {
            if (!_sockets.TryGetValue(packet.Namespace, out socket))
                return _closed ? ValueTask.CompletedTask : Refuse();
            if (packet.Type == PacketType.Disconnect)
                _sockets[packet.Namespace] = null;
        }

        if (socket is null)
            return ValueTask.CompletedTask;
        if (packet.Type == PacketType.Disconnect)
        {
            socket.End(DisconnectReason.ClientNamespaceDisconnect);
            return ValueTask.CompletedTask;
        }

        if (!socket.Connected)
            return socket.IsGone ? ValueTask.CompletedTask : Refuse();
        return socket.ReceiveAsync(packet, attachments, receivedAt);
    }

    private async ValueTask ConnectAsync(string name, JsonElement payload)
    {
        SocketIoSocket? current;
        lock (_gate)
        {
            if (_closed)
                return;
            _sockets.TryGetValue(name, out current);
            if (current is { Connected: true } || (current is null && _sockets.Count >= PacketRules.MaxNamespaces && !_sockets.ContainsKey(name)))
            {
                Refuse();
                return;
            }

            if (current is not null)
                _sockets[name] = null;
        }

        // A client that gave up and asks again while its first request is still being checked: one check at a time, and
        // nothing is read from a client that asks faster than it can be answered.
        current?.End(DisconnectReason.ClientNamespaceDisconnect);
        if (current?.Joining is { } joining)
            await joining;
        if (server.FindAndHold(name) is not { } ns)
        {
            session.Send(PacketEncoder.ConnectError(name, new ConnectError("Invalid namespace"), server.Options.Json));
            return;
        }

        var request = ConnectRequest.Of(payload);
        var dead = request.PrivateId is { } privateId ? ns.Adapter.LiveWith(privateId) : null;
        var previous = request.PrivateId is { } id ? ns.Adapter.Claim(id, request.Received) : null;
        dead?.DropDeadConnection();
        var socket = new SocketIoSocket(ns, this, new SocketIoHandshake(session.Handshake, request.Auth), previous);
        lock (_gate)
        {
            if (!_closed)
                _sockets[ns.Name] = socket;
        }

        if (_closed)
            socket.End(DisconnectReason.TransportClose);
        else
            socket.Joining = Task.Run(() => JoinAsync(socket, request.Received));
    }

    private async Task JoinAsync(SocketIoSocket socket, long? received)
    {
        var refusal = await socket.AuthoriseAsync();
        lock (_gate)
        {
            if (socket.IsGone || !_sockets.TryGetValue(socket.Namespace.Name, out var current) || !ReferenceEquals(current, socket))
                return;
            if (refusal is null && TryAnswer(socket, received))
            {
                _joined = true;
                socket.Begin();
                return;
            }

            _sockets[socket.Namespace.Name] = null;
        }

        socket.End(DisconnectReason.ServerNamespaceDisconnect);
        if (refusal is not null)
            session.Send(PacketEncoder.ConnectError(socket.Namespace.Name, refusal, server.Options.Json));
        else
            // It counted on being recovered; a new connection begins anew.
            session.Close(DisconnectReason.TransportError, CloseStyle.Failed);
    }

    /// <summary>Tells the client that it is connected, before anything else can be sent to it.</summary>
    private bool TryAnswer(SocketIoSocket socket, long? received)
    {
        var answer = PacketEncoder.Connect(socket.Namespace.Name, socket.Id, socket.PrivateId.Length > 0 ? socket.PrivateId : null);
        if (socket.Previous is { } previous)
            return socket.Namespace.Adapter.TryResume(socket, previous, received, answer);
        session.Send(answer);
        return true;
    }

    private ValueTask Refuse()
    {
        SocketIoLog.MalformedPacket(server.Logger, session.Id);
        session.Close(DisconnectReason.ParseError, CloseStyle.Failed);
        return ValueTask.CompletedTask;
    }
}
