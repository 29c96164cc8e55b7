using System.Buffers;
using System.Buffers.Binary;
using Matinee.SocketIo.WebSockets;
using Microsoft.AspNetCore.Http;

namespace Matinee.SocketIo.EngineIo;

/// <summary>
/// A WebSocket of a session: its reading loop, and a drain that exists only while something waits to be written. An idle
/// connection holds neither a receive buffer nor a parked writer.
/// </summary>
internal sealed class WebSocketTransport(HttpContext context, Stream stream, FrameWriter writer, EngineSession session, EngineServer server)
{
    private const int ReceiveBuffer = 4096;

    // For the peer's answer to a close frame, and for what was queued before it.
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(3);

    // What a peer that broke the protocol still sends is read for this long: a connection closed with bytes unread is
    // reset, and a reset can overtake the close frame that says what was wrong.
    private static readonly TimeSpan DiscardTime = TimeSpan.FromMilliseconds(500);

    private readonly Lock _requestGate = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FlushLane _lane = server.NextLane();

    // Null when the request has ended: its context serves another one then.
    private HttpContext? _request = context;
    private CloseCode _answer = CloseCode.Normal;
    private CloseCode _refusal = CloseCode.PolicyViolation;
    private bool _isClosing;

    /// <summary>Guarded by the session's lock, which also guards the queue: no message can be missed in between.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Guarded by the session's lock, except for its writes.</summary>
    public FrameWriter Writer => writer;

    /// <summary>Reads until the peer or the session ends it.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReadAsync();
        }
        catch (Exception e) when (IsTransportFailure(e))
        {
            Fail(DisconnectReason.TransportClose);
        }

        if (session.IsActive(this))
        {
            session.Close(DisconnectReason.TransportClose, CloseStyle.Failed, _answer);
            await _finished.Task;
        }
        else
        {
            session.AbandonUpgrade(this);
            await RefuseAsync(stream, _refusal);
        }

        lock (_requestGate)
            _request = null;
    }

    /// <summary>Called under the session's lock.</summary>
    public void Flush()
    {
        if (IsDraining)
            return;
        IsDraining = true;
        _lane.Add(this);
    }

    /// <summary>The close frame is in the queue. Called under the session's lock.</summary>
    public void FlushAndClose()
    {
        _isClosing = true;
        Flush();
        _ = AbortLaterAsync();
    }

    public void Abort()
    {
        // Ends a pending read and a write that the peer does not take.
        lock (_requestGate)
            _request?.Abort();
        _finished.TrySetResult();
    }

    /// <summary>Writes all that waits. Called by the lane.</summary>
    /// <param name="batch">An empty list to work with.</param>
    public void Drain(List<OutboundMessage> batch)
    {
        try
        {
            while (true)
            {
                var price = session.TakeForDrain(this, batch);
                if (batch.Count == 0)
                    break;
                var writing = writer.WriteAsync(batch);
                batch.Clear();
                if (!writing.IsCompleted)
                {
                    _ = DrainLaterAsync(writing, price);
                    return;
                }

                writing.GetAwaiter().GetResult();
                session.Release(price);
            }

            if (_isClosing)
                _finished.TrySetResult();
        }
        catch (Exception)
        {
            // Whatever it is, it is this connection's: the lane goes on with the others.
            batch.Clear();
            Fail(DisconnectReason.TransportClose);
        }
    }

    /// <summary>Closes a WebSocket that belongs to no session.</summary>
    public static async Task RefuseAsync(Stream stream, CloseCode code = CloseCode.PolicyViolation)
    {
        try
        {
            await stream.WriteAsync(OutboundMessage.Close(code, "").Frame);
        }
        catch (Exception e) when (IsTransportFailure(e))
        {
            // It is gone already.
        }
    }

    /// <summary>The rest of a write that the peer was too slow for; then the lane goes on.</summary>
    private async Task DrainLaterAsync(ValueTask writing, long price)
    {
        try
        {
            await writing;
            session.Release(price);
            _lane.Add(this);
        }
        catch (Exception e) when (IsTransportFailure(e))
        {
            Fail(DisconnectReason.TransportClose);
        }
    }

    private async Task ReadAsync()
    {
        using var decoder = new MessageDecoder(server.Options.MaxPayload);
        while (true)
        {
            // An empty buffer waits for data without holding memory.
            _ = await stream.ReadAsync(Memory<byte>.Empty);
            var buffer = ArrayPool<byte>.Shared.Rent(ReceiveBuffer);
            try
            {
                var length = await stream.ReadAsync(buffer);
                if (length == 0 || !await DecodeAsync(decoder, buffer.AsMemory(0, length)))
                    return;
                decoder.ReleaseDelivered();
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>False when nothing more is to be read.</summary>
    private async ValueTask<bool> DecodeAsync(MessageDecoder decoder, Memory<byte> input)
    {
        var now = server.Clock.GetTimestamp();
        while (true)
        {
            switch (decoder.Read(ref input, out var payload))
            {
                case DecodeStep.NeedMore:
                    return true;
                // After a close the rest is read and dropped, so that the close frame reaches the peer.
                case DecodeStep.Text or DecodeStep.Binary or DecodeStep.Ping when !session.IsOpen:
                    break;
                case DecodeStep.Text when session.IsActive(this):
                    await session.OnTextAsync(payload, now);
                    break;
                case DecodeStep.Text:
                    if (!await OnUpgradePacketAsync(payload))
                        return false;
                    break;
                case DecodeStep.Binary:
                    if (!session.IsActive(this))
                        return false;
                    await session.OnBinaryAsync(payload.ToArray(), now);
                    break;
                case DecodeStep.Ping:
                    await AnswerPingAsync(payload);
                    break;
                case DecodeStep.Pong:
                    session.OnTransportPong(this, payload.Span);
                    break;
                case DecodeStep.Close:
                    if (payload.Length > 0)
                        _answer = (CloseCode)BinaryPrimitives.ReadUInt16BigEndian(payload.Span);
                    return false;
                case DecodeStep.Failed:
                    await FailAsync(decoder.Fault);
                    return false;
            }
        }
    }

    private async ValueTask<bool> OnUpgradePacketAsync(ReadOnlyMemory<byte> packet)
    {
        switch (session.OnUpgradePacket(this, packet.Span))
        {
            case UpgradeStep.AnswerProbe:
                await stream.WriteAsync(EnginePackets.PongProbe.Frame);
                return true;
            case UpgradeStep.Upgraded:
                return true;
            default:
                return false;
        }
    }

    private async ValueTask AnswerPingAsync(ReadOnlyMemory<byte> payload)
    {
        var pong = OutboundMessage.Pong(payload.Span);
        if (session.IsActive(this))
            session.Send([pong]);
        else
            await stream.WriteAsync(pong.Frame);
    }

    /// <summary>The peer broke the protocol: it is told so, and what it still sends is read and dropped.</summary>
    private async ValueTask FailAsync(CloseCode fault)
    {
        if (!session.IsActive(this))
        {
            _refusal = fault;
            return;
        }

        session.Close(DisconnectReason.TransportError, CloseStyle.Failed, fault);
        using var limit = new CancellationTokenSource(DiscardTime, server.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var buffer = ArrayPool<byte>.Shared.Rent(ReceiveBuffer);
        try
        {
            while (await stream.ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (OperationCanceledException)
        {
            // It goes on sending. Then it does not read the reason either.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task AbortLaterAsync()
    {
        await Task.Delay(CloseTime, server.Clock, CancellationToken.None);
        Abort();
    }

    private void Fail(DisconnectReason reason)
    {
        if (session.IsActive(this))
            session.Close(reason, CloseStyle.Abort);
        Abort();
    }

    private static bool IsTransportFailure(Exception e) =>
        e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
