using System.Text.Json;
using Matinee.SocketIo.Adapters;
using Microsoft.Extensions.Logging;

namespace Matinee.SocketIo;

/// <summary>A separate set of sockets, rooms and handlers on the same connections.</summary>
public sealed class SocketIoNamespace
{
    private readonly SocketIoServer _server;
    private Func<SocketIoSocket, CancellationToken, ValueTask<ConnectError?>>[] _middleware = [];
    private Func<SocketIoSocket, ValueTask>[] _handlers = [];

    internal SocketIoNamespace(SocketIoServer server, string name)
    {
        _server = server;
        Name = name;
    }

    public string Name { get; }

    public IReadOnlyCollection<SocketIoSocket> Sockets => Adapter.Sockets;

    internal MemoryAdapter Adapter { get; } = new();

    internal JsonSerializerOptions Json => _server.Options.Json;

    internal TimeProvider Clock => _server.Clock;

    internal ILogger Logger => _server.Logger;

    /// <summary>
    /// Runs before the connection, in the order of registration; non-null refuses it with <c>connect_error</c>. The token
    /// ends when the client goes away meanwhile.
    /// </summary>
    public void Use(Func<SocketIoSocket, CancellationToken, ValueTask<ConnectError?>> middleware)
    {
        lock (_server.Registration)
            _middleware = [.. _middleware, middleware];
    }

    /// <summary>The place to register a socket's event handlers; the client's first event waits for its end.</summary>
    public void OnConnection(Func<SocketIoSocket, ValueTask> handler)
    {
        lock (_server.Registration)
            _handlers = [.. _handlers, handler];
    }

    public SocketIoBroadcast To(string room) => Everyone().To(room);

    public SocketIoBroadcast Except(string roomOrSocketId) => Everyone().Except(roomOrSocketId);

    /// <summary>To all sockets of the namespace.</summary>
    public void Emit(string eventName, params ReadOnlySpan<object?> args) => Everyone().Emit(eventName, args);

    internal async ValueTask<ConnectError?> AuthoriseAsync(SocketIoSocket socket, CancellationToken ct)
    {
        foreach (var middleware in Volatile.Read(ref _middleware))
        {
            if (await middleware(socket, ct) is { } refusal)
                return refusal;
        }

        return null;
    }

    internal async ValueTask RunConnectionHandlersAsync(SocketIoSocket socket)
    {
        foreach (var handler in Volatile.Read(ref _handlers))
            await handler(socket);
    }

    private SocketIoBroadcast Everyone() => new(this, BroadcastTarget.Everyone);
}
