using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.SocketIo.Protocol;

namespace Matinee.SocketIo;

/// <summary>What one Socket.IO endpoint allows. The defaults are those of the JavaScript server, except for the outbound limit.</summary>
public sealed record SocketIoOptions
{
    /// <summary>From a client's pong (or its handshake) to the next ping.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a client may take to answer a ping before its connection is closed.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A connection that has joined no namespace for this long is closed.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>A WebSocket that was opened to upgrade a polling session must finish within this time.</summary>
    public TimeSpan UpgradeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of one POST body (413 beyond it) or of one WebSocket message (close code 1009 beyond it).</summary>
    public int MaxPayload { get; init; } = 1_000_000;

    /// <summary>Outbound bytes waiting for one connection; a reader slower than that is disconnected.</summary>
    public int MaxQueuedBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Origins ("https://example.org") that may connect besides the server's own; "*" is any.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public bool AllowWebSocket { get; init; } = true;

    public bool AllowPolling { get; init; } = true;

    /// <summary>Whether clients whose connection broke come back as the same sockets; null for no.</summary>
    public SocketIoRecovery? Recovery { get; init; }

    /// <summary>What carries broadcasts to the other nodes; null if there is only this one.</summary>
    public ISocketIoBackplane? Backplane { get; init; }

    /// <summary>
    /// On plain TCP, busy WebSockets write to the connection's socket instead of Kestrel's pipe, which halves the cost of a
    /// message. Turn it off where connection middleware of your own changes what is sent.
    /// </summary>
    public bool SendDirectly { get; init; } = true;

    /// <summary>How event arguments are written and how <see cref="SocketIoArgs.Get{T}"/> reads them.</summary>
    public JsonSerializerOptions Json { get; init; } = DefaultJson;

    private static readonly JsonSerializerOptions DefaultJson =
        new(JsonSerializerDefaults.Web) { Encoder = PlainTextEncoder.Instance, NumberHandling = JsonNumberHandling.Strict };

    /// <summary>What is wrong with the values; null if nothing is.</summary>
    internal string? Fault() => this switch
    {
        _ when PingInterval <= TimeSpan.Zero => "PingInterval must be positive.",
        _ when PingTimeout <= TimeSpan.Zero => "PingTimeout must be positive.",
        _ when ConnectTimeout <= TimeSpan.Zero => "ConnectTimeout must be positive.",
        _ when UpgradeTimeout <= TimeSpan.Zero => "UpgradeTimeout must be positive.",
        _ when MaxPayload is <= 0 or > 1 << 30 => "MaxPayload must be positive and at most 1 GiB.",
        _ when MaxQueuedBytes <= 0 => "MaxQueuedBytes must be positive.",
        _ when !AllowWebSocket && !AllowPolling => "At least one transport must be allowed.",
        _ => Recovery?.Fault(),
    };
}
