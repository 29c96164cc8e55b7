using System.Collections.Concurrent;
using Matinee.SocketIo.Connections;
using Matinee.SocketIo.EngineIo;
using Matinee.SocketIo.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Matinee.SocketIo;

/// <summary>One Socket.IO endpoint: its namespaces and its connections.</summary>
public sealed class SocketIoServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, SocketIoNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly EngineServer _engine;

    internal SocketIoServer(SocketIoOptions options, TimeProvider clock, ILogger logger)
    {
        (Options, Clock, Logger) = (options, clock, logger);
        _engine = new EngineServer(options, clock, logger, session => new Connection(this, session));
    }

    /// <summary>Engine.IO sessions, whether or not they have joined a namespace.</summary>
    public int ConnectionCount => _engine.Count;

    internal SocketIoOptions Options { get; }

    internal TimeProvider Clock { get; }

    internal ILogger Logger { get; }

    /// <summary>Guards the lists of middleware and handlers while they are set up.</summary>
    internal Lock Registration { get; } = new();

    /// <summary>The namespace of that name, created if need be. A client that asks for one never created is refused.</summary>
    public SocketIoNamespace Of(string name = PacketRules.MainNamespace)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var full = name[0] == '/' ? name : "/" + name;
        if (full.Contains(',', StringComparison.Ordinal))
            throw new ArgumentException("A namespace's name has no comma.", nameof(name));
        return _namespaces.GetOrAdd(full, static (key, server) => new SocketIoNamespace(server, key), this);
    }

    /// <summary>Disconnects everyone ("server shutting down"); clients reconnect by themselves when it is back.</summary>
    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    internal SocketIoNamespace? Find(string name) => _namespaces.GetValueOrDefault(name);

    internal Task HandleAsync(HttpContext context) => _engine.HandleAsync(context);

    internal void Stop() => _engine.Stop();
}
