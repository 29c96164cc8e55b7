namespace Matinee.SocketIo.EngineIo;

internal enum UpgradeStep
{
    AnswerProbe,
    Upgraded,
    Refused,
}

internal sealed partial class EngineSession
{
    private WebSocketTransport? _webSocket;
    private WebSocketTransport? _candidate;
    private bool _probed;
    private long _upgradeDeadline;

    public bool IsWebSocket => _webSocket is not null;

    public bool IsOpen => _state == SessionState.Open;

    /// <summary>For a session that begins as a WebSocket.</summary>
    public void Attach(WebSocketTransport transport)
    {
        lock (_gate)
            _webSocket = transport;
    }

    /// <summary>False if the session is closed, upgraded, or being upgraded by another WebSocket.</summary>
    public bool TryBeginUpgrade(WebSocketTransport candidate)
    {
        lock (_gate)
        {
            if (_state != SessionState.Open || _webSocket is not null || _candidate is not null)
                return false;
            _candidate = candidate;
            _upgradeDeadline = _server.Clock.GetTimestamp()
                + (long)(_server.Options.UpgradeTimeout.TotalSeconds * _server.Clock.TimestampFrequency);
            return true;
        }
    }

    public bool IsActive(WebSocketTransport transport) => ReferenceEquals(_webSocket, transport);

    /// <summary>A packet of a WebSocket that is not the session's transport yet: the probe, then the upgrade.</summary>
    public UpgradeStep OnUpgradePacket(WebSocketTransport candidate, ReadOnlySpan<byte> packet)
    {
        lock (_gate)
        {
            if (_state != SessionState.Open || !ReferenceEquals(_candidate, candidate))
                return UpgradeStep.Refused;
            if (!_probed && packet.SequenceEqual(EnginePackets.PingProbe))
            {
                // The client stops polling now; its pending GET, if any, must end for that.
                _probed = true;
                _poll?.TrySetResult();
                return UpgradeStep.AnswerProbe;
            }

            // A client pauses its polls and posts first; one that does not would be read on two connections at once.
            if (!_probed || _posting || packet is not [EnginePackets.UpgradeType])
                return UpgradeStep.Refused;
            _webSocket = candidate;
            _candidate = null;
            _poll?.TrySetResult();
            if (!_queue.IsEmpty)
                candidate.Flush();
            return UpgradeStep.Upgraded;
        }
    }

    /// <summary>The candidate is gone; polling goes on.</summary>
    public void AbandonUpgrade(WebSocketTransport candidate)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_candidate, candidate))
                (_candidate, _probed) = (null, false);
        }
    }

    /// <summary>What the WebSocket shall write next; when that is nothing, its drain ends.</summary>
    /// <param name="batch">Empty.</param>
    /// <returns>The batch's price, to be released when it is written.</returns>
    public long TakeForDrain(WebSocketTransport transport, List<OutboundMessage> batch)
    {
        lock (_gate)
        {
            if (!_queue.IsEmpty)
            {
                transport.Writer.CountBatch();
                return _queue.Take(batch);
            }

            if (_state == SessionState.Open && transport.Writer.TryBeginProbe(out var ping))
                batch.Add(ping);
            else
                transport.IsDraining = false;
            return 0;
        }
    }

    public void Release(long price)
    {
        lock (_gate)
            _queue.Release(price);
    }

    /// <summary>A WebSocket pong, which is not Engine.IO's.</summary>
    public void OnTransportPong(WebSocketTransport transport, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (!transport.IsDraining)
                transport.Writer.OnPong(payload);
        }
    }
}
