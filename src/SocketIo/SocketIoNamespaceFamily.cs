using System.Collections.Concurrent;
using Matinee.SocketIo.Connections;

namespace Matinee.SocketIo;

/// <summary>
/// Namespaces that come into being when a client asks for one whose name matches, and go when nobody is left in them. They
/// share middleware and handlers; a handler finds its own by <see cref="SocketIoSocket.Namespace"/>.
/// </summary>
public sealed class SocketIoNamespaceFamily
{
    private readonly SocketIoServer _server;
    private readonly Func<string, bool> _matches;
    private readonly NamespaceHandlers _handlers = new();
    private readonly ConcurrentDictionary<string, SocketIoNamespace> _children = new(StringComparer.Ordinal);

    internal SocketIoNamespaceFamily(SocketIoServer server, Func<string, bool> matches)
    {
        _server = server;
        _matches = matches;
    }

    /// <summary>Those that exist now.</summary>
    public IReadOnlyCollection<SocketIoNamespace> Children => [.. _children.Values];

    /// <inheritdoc cref="SocketIoNamespace.Use"/>
    public void Use(Func<SocketIoSocket, CancellationToken, ValueTask<ConnectError?>> middleware) => _handlers.Add(middleware);

    /// <inheritdoc cref="SocketIoNamespace.OnConnection"/>
    public void OnConnection(Func<SocketIoSocket, ValueTask> handler) => _handlers.Add(handler);

    /// <summary>The namespace of that name, made if need be; null if the name does not match. Called under the server's lock.</summary>
    internal SocketIoNamespace? FindOrAdd(string name)
    {
        if (_children.TryGetValue(name, out var child))
            return child;
        return _matches(name) ? _children[name] = new SocketIoNamespace(_server, name, _handlers) : null;
    }

    /// <summary>Called under the server's lock, so that nobody joins one that goes.</summary>
    internal void DropIdle()
    {
        foreach (var (name, child) in _children)
        {
            child.Adapter.Trim();
            if (!child.IsIdle)
                continue;
            _children.TryRemove(name, out _);
            _ = child.Cluster?.CloseAsync().AsTask();
        }
    }
}
