using System.Buffers;
using System.Net.WebSockets;

namespace Matinee.SocketIo.EngineIo;

/// <summary>
/// A WebSocket of a session: its reading loop, and a drain that exists only while something waits to be written. An idle
/// connection holds neither a receive buffer nor a parked writer.
/// </summary>
internal sealed class WebSocketTransport(WebSocket socket, EngineSession session, EngineServer server) : IThreadPoolWorkItem
{
    private const int ReceiveBuffer = 4096;

    // For the peer's answer to a close frame, and for what was queued before it.
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(3);

    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebSocketCloseStatus? _closeStatus;
    private string? _closeText;

    /// <summary>Guarded by the session's lock, which also guards the queue: no message can be missed in between.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Reads until the peer or the session ends it.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReadAsync();
        }
        catch (Exception e) when (IsTransportFailure(e))
        {
            Fail(e);
        }

        if (session.IsActive(this))
        {
            session.Close(DisconnectReason.TransportClose, CloseStyle.Failed);
            await _finished.Task;
        }
        else
        {
            session.AbandonUpgrade(this);
            await RefuseAsync(socket);
        }
    }

    /// <summary>Called under the session's lock.</summary>
    public void Flush()
    {
        if (IsDraining)
            return;
        IsDraining = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Sends a close frame behind what is queued. Called under the session's lock.</summary>
    public void RequestClose(WebSocketCloseStatus status, DisconnectReason reason)
    {
        _closeText = reason.ToWire();
        _closeStatus = status;
        Flush();
        _ = AbortLaterAsync();
    }

    public void Abort()
    {
        socket.Abort();
        _finished.TrySetResult();
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private async Task DrainAsync()
    {
        try
        {
            while (session.TakeForDrain(this) is { } batch)
            {
                foreach (var message in batch)
                {
                    var type = message.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
                    await socket.SendAsync(message.Data.AsMemory(), type, endOfMessage: true, CancellationToken.None);
                }

                session.Release(batch);
            }

            if (_closeStatus is { } status)
            {
                if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                    await socket.CloseOutputAsync(status, _closeText, CancellationToken.None);
                _finished.TrySetResult();
            }
        }
        catch (Exception e) when (IsTransportFailure(e))
        {
            Fail(e);
        }
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            // An empty buffer waits for data without holding memory; only an empty message is complete with it.
            var result = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            var now = server.Clock.GetTimestamp();
            var buffer = ArrayPool<byte>.Shared.Rent(ReceiveBuffer);
            try
            {
                var length = 0;
                while (result.MessageType != WebSocketMessageType.Close && !result.EndOfMessage)
                {
                    if (length == buffer.Length)
                        Grow(ref buffer);
                    result = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += result.Count;
                    if (length > server.Options.MaxPayload)
                        session.Close(DisconnectReason.TransportError, CloseStyle.Failed, WebSocketCloseStatus.MessageTooBig);
                    // After a close the rest is read and dropped, so that the close frame reaches the peer.
                    if (!session.IsOpen)
                        length = 0;
                }

                if (result.MessageType == WebSocketMessageType.Close)
                    return;
                if (session.IsActive(this))
                    await DeliverAsync(buffer, length, result.MessageType, now);
                else if (!await OnUpgradePacketAsync(buffer.AsMemory(0, length), result.MessageType))
                    return;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private ValueTask DeliverAsync(byte[] buffer, int length, WebSocketMessageType type, long now) =>
        type == WebSocketMessageType.Text
            ? session.OnTextAsync(buffer.AsMemory(0, length), now)
            : session.OnBinaryAsync(buffer.AsSpan(0, length).ToArray(), now);

    private async ValueTask<bool> OnUpgradePacketAsync(ReadOnlyMemory<byte> packet, WebSocketMessageType type)
    {
        if (type != WebSocketMessageType.Text)
            return false;
        switch (session.OnUpgradePacket(this, packet.Span))
        {
            case UpgradeStep.AnswerProbe:
                await socket.SendAsync(
                    EnginePackets.PongProbe.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                return true;
            case UpgradeStep.Upgraded:
                return true;
            default:
                return false;
        }
    }

    private static void Grow(ref byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    /// <summary>Closes a WebSocket that belongs to no session.</summary>
    public static async Task RefuseAsync(WebSocket socket)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "upgrade refused", CancellationToken.None);
        }
        catch (Exception e) when (IsTransportFailure(e))
        {
            socket.Abort();
        }
    }

    private async Task AbortLaterAsync()
    {
        await Task.Delay(CloseTime, server.Clock, CancellationToken.None);
        Abort();
    }

    private void Fail(Exception e)
    {
        // A peer that just vanishes has closed; anything else (bad frames, bad UTF-8) is an error of the transport.
        var isError = e is WebSocketException { WebSocketErrorCode: not WebSocketError.ConnectionClosedPrematurely and not WebSocketError.InvalidState };
        if (session.IsActive(this))
            session.Close(isError ? DisconnectReason.TransportError : DisconnectReason.TransportClose, CloseStyle.Abort);
        Abort();
    }

    private static bool IsTransportFailure(Exception e) =>
        e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
