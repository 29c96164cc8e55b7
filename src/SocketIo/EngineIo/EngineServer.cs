using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography;
using Matinee.SocketIo.WebSockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Matinee.SocketIo.EngineIo;

/// <summary>All sessions of one endpoint: checks requests, opens sessions, routes to them, and sweeps them.</summary>
internal sealed class EngineServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, EngineSession> _sessions = new(StringComparer.Ordinal);
    private readonly Func<EngineSession, IEngineListener> _listen;
    private readonly OriginPolicy _origins;
    private readonly FlushLane[] _lanes = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new FlushLane())];
    private readonly PeriodicTimer _sweep;
    private readonly Task _sweeping;
    private readonly Action _onSweep;
    private volatile bool _stopped;
    private int _nextLane;

    public EngineServer(SocketIoOptions options, TimeProvider clock, ILogger logger, Func<EngineSession, IEngineListener> listen, Action onSweep)
    {
        (Options, Clock, Logger, _listen, _onSweep) = (options, clock, logger, listen, onSweep);
        _origins = new OriginPolicy(options.AllowedOrigins);
        var shortest = TimeSpan.FromTicks(Math.Min(options.PingInterval.Ticks, options.PingTimeout.Ticks));
        var period = TimeSpan.FromMilliseconds(Math.Clamp(shortest.TotalMilliseconds / 20, 10, 1000));
        PingPeriods = PingPeriods.Of(options, period, clock);
        _sweep = new PeriodicTimer(period, clock);
        _sweeping = SweepAsync();
    }

    public SocketIoOptions Options { get; }

    public TimeProvider Clock { get; }

    public ILogger Logger { get; }

    public PingPeriods PingPeriods { get; }

    public int Count => _sessions.Count;

    /// <summary>Connections are dealt out to the lanes, one for each core.</summary>
    public FlushLane NextLane() => _lanes[(uint)Interlocked.Increment(ref _nextLane) % (uint)_lanes.Length];

    public void Remove(EngineSession session) => _sessions.TryRemove(session.Id, out _);

    /// <summary>120 random bits, as 20 characters that need no escaping in a URL.</summary>
    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));

    public static void PrepareText(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=UTF-8";
        context.Response.Headers.CacheControl = "no-store";
    }

    // No async method: its state would live as long as the WebSocket.
    public Task HandleAsync(HttpContext context)
    {
        if (!_origins.Admit(context))
            return EngineError.Forbidden.WriteAsync(context);
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            OriginPolicy.AnswerPreflight(context);
            return Task.CompletedTask;
        }

        var error = Check(context, out var session);
        if (error is not null)
            return error.WriteAsync(context);
        if (WebSocketUpgrade.IsAskedFor(context))
            return AcceptAsync(context, session);
        if (session is null)
            return OpenPollingAsync(context);
        return HttpMethods.IsGet(context.Request.Method) ? session.PollAsync(context) : session.PostAsync(context);
    }

    private EngineError? Check(HttpContext context, out EngineSession? session)
    {
        session = null;
        var query = context.Request.Query;
        var transport = query["transport"].ToString();
        var isWebSocket = transport == "websocket";
        if (isWebSocket ? !Options.AllowWebSocket : transport != "polling" || !Options.AllowPolling)
            return EngineError.UnknownTransport;
        if (query["EIO"].ToString() != "4")
            return EngineError.UnsupportedVersion;
        if (isWebSocket != WebSocketUpgrade.IsAskedFor(context))
            return EngineError.BadRequest;

        var method = context.Request.Method;
        if (!query.TryGetValue("sid", out var sid))
        {
            if (!isWebSocket && !HttpMethods.IsGet(method))
                return EngineError.BadHandshakeMethod;
            return _stopped ? EngineError.BadRequest : null;
        }

        if (!_sessions.TryGetValue(sid.ToString(), out session))
            return EngineError.UnknownSession;
        session.Tick(Clock.GetTimestamp());
        if (isWebSocket)
            return session.IsOpen ? null : EngineError.UnknownSession;
        if (session.IsWebSocket)
            return EngineError.BadRequest;
        return HttpMethods.IsGet(method) || HttpMethods.IsPost(method) ? null : EngineError.BadRequest;
    }

    private async Task OpenPollingAsync(HttpContext context)
    {
        var session = Open(context);
        PrepareText(context);
        var packet = EnginePackets.Open(session.Id, Options.AllowWebSocket, Options);
        await context.Response.BodyWriter.WriteAsync(packet.Payload.ToArray(), CancellationToken.None);
    }

    private async Task AcceptAsync(HttpContext context, EngineSession? session)
    {
        if (!WebSocketUpgrade.Check(context))
            return;
        var stream = await WebSocketUpgrade.AcceptAsync(context);
        var writer = new FrameWriter(stream, Options.SendDirectly ? PlainSocketOf(context) : null);
        WebSocketTransport transport;
        if (session is null)
        {
            session = new EngineSession(this, NewId(), new EngineHandshake(context, Clock), _listen);
            transport = new WebSocketTransport(context, stream, writer, session, this);
            session.Attach(transport);
            session.Send([EnginePackets.Open(session.Id, canUpgrade: false, Options)]);
            Register(session);
        }
        else
        {
            transport = new WebSocketTransport(context, stream, writer, session, this);
            if (!session.TryBeginUpgrade(transport))
            {
                await WebSocketTransport.RefuseAsync(stream);
                return;
            }
        }

        await transport.RunAsync();
    }

    /// <summary>The connection's socket, if what is written to it reaches the client as it is.</summary>
    private static Socket? PlainSocketOf(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<ITlsConnectionFeature>() is null
            ? context.Features.Get<IConnectionSocketFeature>()?.Socket
            : null;

    private EngineSession Open(HttpContext context)
    {
        var session = new EngineSession(this, NewId(), new EngineHandshake(context, Clock), _listen);
        Register(session);
        return session;
    }

    private void Register(EngineSession session)
    {
        _sessions[session.Id] = session;
        // DisposeAsync may have gone over the sessions just before this one was added.
        if (_stopped)
            session.Close(DisconnectReason.ServerShuttingDown, CloseStyle.Graceful, CloseCode.GoingAway);
    }

    private async Task SweepAsync()
    {
        while (await _sweep.WaitForNextTickAsync())
        {
            var now = Clock.GetTimestamp();
            foreach (var (_, session) in _sessions)
                session.Tick(now);
            _onSweep();
        }
    }

    public void Stop()
    {
        _stopped = true;
        foreach (var (_, session) in _sessions)
            session.Close(DisconnectReason.ServerShuttingDown, CloseStyle.Graceful, CloseCode.GoingAway);
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        _sweep.Dispose();
        await _sweeping;
    }
}
