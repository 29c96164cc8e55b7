using Matinee.SocketIo.WebSockets;

namespace Matinee.SocketIo.EngineIo;

internal enum SessionState
{
    Open,

    /// <summary>Closed for all purposes, but a polling client may still collect its last response.</summary>
    Lingering,
    Closed,
}

internal enum CloseStyle
{
    /// <summary>The server ends it: what is queued and a close packet still go out, at the next poll if need be.</summary>
    Graceful,

    /// <summary>The client asked: its pending poll, or one that crossed the request, ends with a noop.</summary>
    ClientAsked,

    /// <summary>A fault of the client: a pending poll or an open WebSocket is told, nothing is kept for later.</summary>
    Failed,

    /// <summary>The transport is beyond use.</summary>
    Abort,
}

// A session is one client over any number of HTTP requests, and every one of them runs on a thread of its own: the
// pending GET, a POST, the WebSocket's reader and writer, the heartbeat's sweep, and whoever broadcasts. All state
// below is therefore guarded by _gate, and three rules keep that safe. (1) Nothing awaits, writes to the network or
// calls foreign code while holding it: a sender only appends to the queue and wakes the transport. (2) Messages leave
// the queue in one place at a time: the WebSocket's drain (one at most, see WebSocketTransport) or the one pending
// poll, and each takes everything that waits; a session has either an active WebSocket or polls, never both, and the
// change happens in one step when the client sends its upgrade packet. (3) Close decides once, by leaving Open; the
// first reason wins, and OnClose runs after the lock is released.
// Polling makes closing awkward, because the client is only reachable while a GET is pending. A session with something
// left to say is Lingering: unknown to everyone but the one GET that collects the last response. The close packet of a
// client may overtake its own GET on another connection, so that case lingers too, for a moment.
// Times are compared when a request arrives as well as by the sweep, so that a time-out never depends on the sweep's
// granularity. See EngineSession.Polling.cs and EngineSession.Upgrade.cs for the two transports' side of it.
internal sealed partial class EngineSession
{
    private static readonly TimeSpan CrossingTime = TimeSpan.FromMilliseconds(250);

    // Beyond this backlog a WebSocket client is behind, and volatile messages are not worth its time.
    private const int VolatileBacklog = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly EngineServer _server;
    private readonly IEngineListener _listener;
    private OutboundQueue _queue;
    private PingClock _ping;
    private SessionState _state;
    private long _lingerUntil;
    private OutboundMessage? _lastPacket;
    private TaskCompletionSource? _measured;

    public EngineSession(EngineServer server, string id, EngineHandshake handshake, Func<EngineSession, IEngineListener> listen)
    {
        _server = server;
        Id = id;
        Handshake = handshake;
        _queue = new OutboundQueue(server.Options.MaxQueuedBytes);
        _ping = new PingClock(server.Clock.GetTimestamp(), server.PingPeriods);
        _listener = listen(this);
    }

    public string Id { get; }

    public EngineHandshake Handshake { get; }

    public DisconnectReason? ClosedBecause { get; private set; }

    public TimeSpan? RoundTripTime
    {
        get
        {
            lock (_gate)
                return _ping.RoundTrip < 0 ? null : _server.Clock.GetElapsedTime(0, _ping.RoundTrip);
        }
    }

    /// <summary>Queues the messages back to back. Never blocks; a reader that is too slow is disconnected.</summary>
    public void Send(ReadOnlySpan<OutboundMessage> messages)
    {
        if (!TrySend(messages))
            DropSlowReader();
    }

    /// <summary>
    /// Queues the messages back to back; false if the reader is too slow and has to be dropped. To a closed session nothing
    /// is sent.
    /// </summary>
    public bool TrySend(ReadOnlySpan<OutboundMessage> messages, bool isVolatile = false)
    {
        lock (_gate)
        {
            if (_state != SessionState.Open || (isVolatile && !IsWritable))
                return true;
            if (!_queue.TryAdd(messages))
                return false;
            Wake();
            return true;
        }
    }

    public void DropSlowReader()
    {
        EngineLog.SlowReader(_server.Logger, Id);
        Close(DisconnectReason.TransportError, CloseStyle.Abort);
    }

    /// <summary>Completes when the client has answered a ping that leaves now (or is on its way), or is gone.</summary>
    public Task MeasureAsync()
    {
        lock (_gate)
        {
            if (_state != SessionState.Open)
                return Task.CompletedTask;
            if (_ping.TryBegin(_server.Clock.GetTimestamp()) && _queue.TryAdd([EnginePackets.Ping]))
                Wake();
            _measured ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _measured.Task;
        }
    }

    /// <summary>Whether a volatile message would go out now: a poll is pending, or the WebSocket keeps up.</summary>
    public bool IsWritable => _webSocket is null ? _poll is not null : _queue.BytesWaiting <= VolatileBacklog;

    private void Wake()
    {
        if (_webSocket is not null)
            _webSocket.Flush();
        else
            _poll?.TrySetResult();
    }

    /// <summary>One text packet of the active transport.</summary>
    public ValueTask OnTextAsync(ReadOnlyMemory<byte> packet, long now)
    {
        if (_state != SessionState.Open)
            return ValueTask.CompletedTask;
        switch (packet.IsEmpty ? (byte)0 : packet.Span[0])
        {
            case EnginePackets.MessageType:
                return _listener.OnTextAsync(packet[1..], now);
            case EnginePackets.PongType:
                lock (_gate)
                {
                    _ping.Pong(now);
                    EndMeasurement();
                }

                break;
            case EnginePackets.CloseType:
                Close(DisconnectReason.TransportClose, CloseStyle.ClientAsked);
                break;
            case EnginePackets.NoopType:
                break;
            default:
                Close(DisconnectReason.ParseError, CloseStyle.Failed);
                break;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnBinaryAsync(byte[] data, long now) =>
        _state == SessionState.Open ? _listener.OnBinaryAsync(data, now) : ValueTask.CompletedTask;

    public void Tick(long now)
    {
        var step = PingStep.None;
        WebSocketTransport? tardy = null;
        var gone = false;
        lock (_gate)
        {
            if (_state == SessionState.Lingering && now >= _lingerUntil)
            {
                _state = SessionState.Closed;
                gone = true;
            }
            else if (_state == SessionState.Open)
            {
                step = _ping.Step(now);
                if (step == PingStep.SendPing && _queue.TryAdd([EnginePackets.Ping]))
                    Wake();
                if (_candidate is not null && now >= _upgradeDeadline)
                    (tardy, _candidate, _probed) = (_candidate, null, false);
            }
        }

        tardy?.Abort();
        if (gone)
            _server.Remove(this);
        if (step == PingStep.TimedOut)
            Close(DisconnectReason.PingTimeout, CloseStyle.Failed);
        if (_state == SessionState.Open)
            _listener.OnTick(now);
    }

    public void Close(DisconnectReason reason, CloseStyle style, CloseCode code = CloseCode.Normal)
    {
        WebSocketTransport? candidate;
        lock (_gate)
        {
            if (_state != SessionState.Open)
                return;
            ClosedBecause = reason;
            EndMeasurement();
            candidate = _candidate;
            _candidate = null;
            _state = SessionState.Closed;
            if (style is CloseStyle.Abort or CloseStyle.ClientAsked)
                _queue = new OutboundQueue(_server.Options.MaxQueuedBytes);
            if (_webSocket is null)
                ClosePolling(style);
            else if (style != CloseStyle.Abort)
                EndWebSocket(_webSocket, OutboundMessage.Close(code, reason.ToWire()));
        }

        candidate?.Abort();
        if (style == CloseStyle.Abort)
            _webSocket?.Abort();
        if (_state == SessionState.Closed)
            _server.Remove(this);
        EngineLog.SessionClosed(_server.Logger, Id, reason);
        _listener.OnClose(reason);
    }

    private void EndWebSocket(WebSocketTransport webSocket, OutboundMessage closeFrame)
    {
        _queue.Append(closeFrame);
        webSocket.FlushAndClose();
    }

    private void EndMeasurement()
    {
        _measured?.TrySetResult();
        _measured = null;
    }

    private void ClosePolling(CloseStyle style)
    {
        var lingers = style switch
        {
            CloseStyle.Graceful or CloseStyle.ClientAsked => true,
            CloseStyle.Failed => _poll is not null,
            CloseStyle.Abort => false,
        };
        if (lingers)
        {
            _state = SessionState.Lingering;
            _lastPacket = style == CloseStyle.ClientAsked ? EnginePackets.Noop : EnginePackets.Close;
            var span = style == CloseStyle.ClientAsked && _poll is null ? CrossingTime : _server.Options.PingTimeout;
            _lingerUntil = _server.Clock.GetTimestamp() + (long)(span.TotalSeconds * _server.Clock.TimestampFrequency);
        }

        _poll?.TrySetResult();
    }
}
