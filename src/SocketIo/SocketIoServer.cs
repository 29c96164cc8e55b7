using System.Collections.Concurrent;
using Matinee.SocketIo.Connections;
using Matinee.SocketIo.EngineIo;
using Matinee.SocketIo.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Matinee.SocketIo;

/// <summary>One Socket.IO endpoint: its namespaces and its connections. What concerns sockets here is about the main namespace.</summary>
public sealed class SocketIoServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, SocketIoNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly EngineServer _engine;
    private SocketIoNamespaceFamily[] _families = [];

    internal SocketIoServer(SocketIoOptions options, TimeProvider clock, ILogger logger)
    {
        (Options, Clock, Logger) = (options, clock, logger);
        _engine = new EngineServer(options, clock, logger, session => new Connection(this, session), Sweep);
    }

    /// <summary>Engine.IO sessions of this node, whether or not they have joined a namespace.</summary>
    public int ConnectionCount => _engine.Count;

    internal SocketIoOptions Options { get; }

    internal TimeProvider Clock { get; }

    internal ILogger Logger { get; }

    /// <summary>The namespace of that name, created if need be. A client that asks for one never created is refused.</summary>
    public SocketIoNamespace Of(string name = PacketRules.MainNamespace)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var full = name[0] == '/' ? name : "/" + name;
        if (full.Contains(',', StringComparison.Ordinal))
            throw new ArgumentException("A namespace's name has no comma.", nameof(name));
        return _namespaces.GetOrAdd(full, static (key, server) => new SocketIoNamespace(server, key, new NamespaceHandlers()), this);
    }

    /// <summary>All namespaces that clients ask for with a name that matches and that <see cref="Of(string)"/> has not created.</summary>
    /// <param name="matches">Gets the name with its slash, which may be any text of up to 512 bytes that a client sends.</param>
    public SocketIoNamespaceFamily Of(Func<string, bool> matches)
    {
        var family = new SocketIoNamespaceFamily(this, matches);
        lock (_gate)
            _families = [.. _families, family];
        return family;
    }

    /// <inheritdoc cref="SocketIoNamespace.Use"/>
    public void Use(Func<SocketIoSocket, CancellationToken, ValueTask<ConnectError?>> middleware) => Of().Use(middleware);

    /// <inheritdoc cref="SocketIoNamespace.OnConnection"/>
    public void OnConnection(Func<SocketIoSocket, ValueTask> handler) => Of().OnConnection(handler);

    public SocketIoBroadcast To(string room) => Of().To(room);

    public SocketIoBroadcast Except(string roomOrSocketId) => Of().Except(roomOrSocketId);

    /// <inheritdoc cref="SocketIoNamespace.Emit"/>
    public void Emit(string eventName, params ReadOnlySpan<object?> args) => Of().Emit(eventName, args);

    /// <summary>Disconnects everyone ("server shutting down"); clients reconnect by themselves when it is back.</summary>
    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    /// <summary>The namespace that a client asks for, held for the socket that joins it; null if there is none.</summary>
    internal SocketIoNamespace? FindAndHold(string name)
    {
        if (!_namespaces.TryGetValue(name, out var found))
        {
            lock (_gate)
            {
                found = _families.Select(family => family.FindOrAdd(name)).FirstOrDefault(child => child is not null);
                found?.Hold();
                return found;
            }
        }

        found.Hold();
        return found;
    }

    internal Task HandleAsync(HttpContext context) => _engine.HandleAsync(context);

    internal void Stop() => _engine.Stop();

    private void Sweep()
    {
        foreach (var (_, one) in _namespaces)
            one.Adapter.Trim();
        lock (_gate)
        {
            foreach (var family in _families)
                family.DropIdle();
        }
    }
}
