using System.Text.Json;
using Matinee.SocketIo.EngineIo;
using Matinee.SocketIo.Protocol;

namespace Matinee.SocketIo.Connections;

/// <summary>One client: an Engine.IO session and the sockets that it opened on it, one a namespace.</summary>
internal sealed class Connection(SocketIoServer server, EngineSession session) : IEngineListener
{
    private static readonly JsonElement NoAuth = JsonElement.Parse("{}");

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
            return Connect(packet);
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

    private ValueTask Connect(in Packet packet)
    {
        if (server.Find(packet.Namespace) is not { } ns)
        {
            session.Send(PacketEncoder.ConnectError(packet.Namespace, new ConnectError("Invalid namespace"), server.Options.Json));
            return ValueTask.CompletedTask;
        }

        var auth = packet.Payload.ValueKind == JsonValueKind.Object ? packet.Payload : NoAuth;
        var socket = new SocketIoSocket(ns, this, new SocketIoHandshake(session.Handshake, auth));
        SocketIoSocket? pending;
        lock (_gate)
        {
            if (_closed)
                return ValueTask.CompletedTask;
            _sockets.TryGetValue(ns.Name, out pending);
            if (pending is { Connected: true })
                return Refuse();
            _sockets[ns.Name] = socket;
        }

        // A client that gave up and asks again while its first request is still being checked: one check at a time.
        pending?.End(DisconnectReason.ClientNamespaceDisconnect);
        socket.Joining = Task.Run(() => JoinAsync(socket, pending?.Joining ?? Task.CompletedTask));
        return ValueTask.CompletedTask;
    }

    private async Task JoinAsync(SocketIoSocket socket, Task before)
    {
        await before;
        if (socket.IsGone)
            return;
        var refusal = await socket.AuthoriseAsync();
        lock (_gate)
        {
            if (socket.IsGone || !_sockets.TryGetValue(socket.Namespace.Name, out var current) || !ReferenceEquals(current, socket))
                return;
            if (refusal is null)
            {
                _joined = true;
                // Before anything else can be sent to it.
                session.Send(PacketEncoder.Connect(socket.Namespace.Name, socket.Id));
                socket.Begin();
                return;
            }

            _sockets[socket.Namespace.Name] = null;
        }

        socket.End(DisconnectReason.ServerNamespaceDisconnect);
        session.Send(PacketEncoder.ConnectError(socket.Namespace.Name, refusal, server.Options.Json));
    }

    private ValueTask Refuse()
    {
        SocketIoLog.MalformedPacket(server.Logger, session.Id);
        session.Close(DisconnectReason.ParseError, CloseStyle.Failed);
        return ValueTask.CompletedTask;
    }
}
