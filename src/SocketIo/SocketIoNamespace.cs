using System.Text.Json;
using Matinee.SocketIo.Adapters;
using Matinee.SocketIo.Connections;
using Microsoft.Extensions.Logging;

namespace Matinee.SocketIo;

/// <summary>A separate set of sockets, rooms and handlers on the same connections.</summary>
public sealed class SocketIoNamespace
{
    private readonly SocketIoServer _server;
    private readonly NamespaceHandlers _handlers;
    private long _ackId = -1;
    private int _users;

    internal SocketIoNamespace(SocketIoServer server, string name, NamespaceHandlers handlers)
    {
        _server = server;
        _handlers = handlers;
        Name = name;
        Adapter = new MemoryAdapter(server.Options, server.Clock);
        if (server.Options.Backplane is { } backplane)
            Cluster = new Cluster(backplane, name, Adapter, server.Logger);
    }

    public string Name { get; }

    /// <summary>Those on this node.</summary>
    public IReadOnlyCollection<SocketIoSocket> Sockets => Adapter.Sockets;

    internal MemoryAdapter Adapter { get; }

    /// <summary>Null if there is only this node.</summary>
    internal Cluster? Cluster { get; }

    internal JsonSerializerOptions Json => _server.Options.Json;

    internal TimeProvider Clock => _server.Clock;

    internal ILogger Logger => _server.Logger;

    internal bool SkipsMiddleware => _server.Options.Recovery is { SkipMiddleware: true };

    /// <summary>Nobody is in it, joins it or is waited for.</summary>
    internal bool IsIdle => Volatile.Read(ref _users) == 0 && Adapter.IsIdle;

    /// <summary>
    /// Runs before the connection, in the order of registration; non-null refuses it with <c>connect_error</c>. The token
    /// ends when the client goes away meanwhile.
    /// </summary>
    public void Use(Func<SocketIoSocket, CancellationToken, ValueTask<ConnectError?>> middleware) => _handlers.Add(middleware);

    /// <summary>The place to register a socket's event handlers; the client's first event waits for its end.</summary>
    public void OnConnection(Func<SocketIoSocket, ValueTask> handler) => _handlers.Add(handler);

    public SocketIoBroadcast To(string room) => Everyone().To(room);

    public SocketIoBroadcast Except(string roomOrSocketId) => Everyone().Except(roomOrSocketId);

    /// <summary>To all sockets of the namespace, on all nodes.</summary>
    public void Emit(string eventName, params ReadOnlySpan<object?> args) => Everyone().Emit(eventName, args);

    /// <summary>All sockets of the namespace.</summary>
    public SocketIoBroadcast Everyone() => new(this, BroadcastTarget.Everyone);

    internal long NextAckId() => Interlocked.Increment(ref _ackId);

    /// <summary>Called for each socket that begins to join.</summary>
    internal void Hold() => Interlocked.Increment(ref _users);

    /// <summary>Called when it has ended.</summary>
    internal void Release() => Interlocked.Decrement(ref _users);

    internal async ValueTask<ConnectError?> AuthoriseAsync(SocketIoSocket socket, CancellationToken ct)
    {
        foreach (var middleware in _handlers.Middleware)
        {
            if (await middleware(socket, ct) is { } refusal)
                return refusal;
        }

        return null;
    }

    internal async ValueTask RunConnectionHandlersAsync(SocketIoSocket socket)
    {
        foreach (var handler in _handlers.Connection)
            await handler(socket);
    }
}
