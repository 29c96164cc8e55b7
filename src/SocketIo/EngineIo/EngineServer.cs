using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Matinee.SocketIo.EngineIo;

/// <summary>All sessions of one endpoint: checks requests, opens sessions, routes to them, and sweeps them.</summary>
internal sealed class EngineServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, EngineSession> _sessions = new(StringComparer.Ordinal);
    private readonly Func<EngineSession, IEngineListener> _listen;
    private readonly OriginPolicy _origins;
    private readonly PeriodicTimer _sweep;
    private readonly Task _sweeping;
    private volatile bool _stopped;

    public EngineServer(SocketIoOptions options, TimeProvider clock, ILogger logger, Func<EngineSession, IEngineListener> listen)
    {
        (Options, Clock, Logger, _listen) = (options, clock, logger, listen);
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

    public void Remove(EngineSession session) => _sessions.TryRemove(session.Id, out _);

    /// <summary>120 random bits, as 20 characters that need no escaping in a URL.</summary>
    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));

    public static void PrepareText(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=UTF-8";
        context.Response.Headers.CacheControl = "no-store";
    }

    public async Task HandleAsync(HttpContext context)
    {
        if (!_origins.Admit(context))
        {
            await EngineError.Forbidden.WriteAsync(context);
            return;
        }

        if (HttpMethods.IsOptions(context.Request.Method))
        {
            OriginPolicy.AnswerPreflight(context);
            return;
        }

        var error = Check(context, out var session);
        if (error is not null)
            await error.WriteAsync(context);
        else if (context.WebSockets.IsWebSocketRequest)
            await AcceptAsync(context, session);
        else if (session is null)
            await OpenPollingAsync(context);
        else if (HttpMethods.IsGet(context.Request.Method))
            await session.PollAsync(context);
        else
            await session.PostAsync(context);
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
        if (isWebSocket != context.WebSockets.IsWebSocketRequest)
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
        await context.Response.Body.WriteAsync(packet.Data, CancellationToken.None);
    }

    private async Task AcceptAsync(HttpContext context, EngineSession? session)
    {
        // The heartbeat is Engine.IO's own: no keep-alive timer per WebSocket.
        var accept = new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.Zero };
        using var socket = await context.WebSockets.AcceptWebSocketAsync(accept);
        WebSocketTransport transport;
        if (session is null)
        {
            session = Open(context, started => new WebSocketTransport(socket, started, this), out transport);
        }
        else
        {
            transport = new WebSocketTransport(socket, session, this);
            if (!session.TryBeginUpgrade(transport))
            {
                await WebSocketTransport.RefuseAsync(socket);
                return;
            }
        }

        await transport.RunAsync();
    }

    private EngineSession Open(HttpContext context, Func<EngineSession, WebSocketTransport> attach, out WebSocketTransport transport)
    {
        var session = new EngineSession(this, NewId(), EngineHandshake.Of(context, Clock), _listen);
        transport = attach(session);
        session.Attach(transport);
        session.Send([EnginePackets.Open(session.Id, canUpgrade: false, Options)]);
        Register(session);
        return session;
    }

    private EngineSession Open(HttpContext context)
    {
        var session = new EngineSession(this, NewId(), EngineHandshake.Of(context, Clock), _listen);
        Register(session);
        return session;
    }

    private void Register(EngineSession session)
    {
        _sessions[session.Id] = session;
        // DisposeAsync may have gone over the sessions just before this one was added.
        if (_stopped)
            session.Close(DisconnectReason.ServerShuttingDown, CloseStyle.Graceful, WebSocketCloseStatus.EndpointUnavailable);
    }

    private async Task SweepAsync()
    {
        while (await _sweep.WaitForNextTickAsync())
        {
            var now = Clock.GetTimestamp();
            foreach (var (_, session) in _sessions)
                session.Tick(now);
        }
    }

    public void Stop()
    {
        _stopped = true;
        foreach (var (_, session) in _sessions)
            session.Close(DisconnectReason.ServerShuttingDown, CloseStyle.Graceful, WebSocketCloseStatus.EndpointUnavailable);
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        _sweep.Dispose();
        await _sweeping;
    }
}
