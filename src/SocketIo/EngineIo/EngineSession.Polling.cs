using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Matinee.SocketIo.EngineIo;

internal sealed partial class EngineSession
{
    // A client that has sent its upgrade packet may still be ahead of it with a GET on another connection.
    private static readonly TimeSpan UpgradeCrossing = TimeSpan.FromMilliseconds(10);

    private TaskCompletionSource? _poll;
    private bool _posting;

    /// <summary>Answers a GET with all that waits, once there is something.</summary>
    public async Task PollAsync(HttpContext context)
    {
        if (!TryBeginPoll(out var poll, out var messages, out var error))
        {
            await error.WriteAsync(context);
            return;
        }

        if (poll is not null)
        {
            try
            {
                await poll.Task.WaitAsync(context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                AbandonPoll(poll);
                return;
            }

            messages = FinishPoll(poll);
        }
        else if (messages.Count == 0)
        {
            await AnswerDuringUpgradeAsync(context);
            return;
        }

        await WriteAsync(context, messages);
    }

    private bool TryBeginPoll(
        out TaskCompletionSource? poll, out List<OutboundMessage> messages, out EngineError error)
    {
        (poll, messages, error) = (null, [], EngineError.UnknownSession);
        lock (_gate)
        {
            if (_state == SessionState.Lingering && _poll is null)
            {
                messages = TakeLast();
                return true;
            }

            if (_state != SessionState.Open)
                return false;
            if (_webSocket is not null)
            {
                error = EngineError.BadRequest;
                return false;
            }

            if (_poll is null)
            {
                if (!_queue.IsEmpty)
                    messages = TakeForPoll();
                else if (!_probed)
                    poll = _poll = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return true;
            }
        }

        Close(DisconnectReason.TransportError, CloseStyle.Failed);
        error = EngineError.BadRequest;
        return false;
    }

    private List<OutboundMessage> FinishPoll(TaskCompletionSource poll)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_poll, poll))
                _poll = null;
            if (_state == SessionState.Lingering)
                return TakeLast();
            // Woken by an upgrade: the messages belong to the WebSocket now.
            return _state != SessionState.Open || _webSocket is not null || _queue.IsEmpty ? [EnginePackets.Noop] : TakeForPoll();
        }
    }

    private List<OutboundMessage> TakeForPoll()
    {
        List<OutboundMessage> messages = [];
        _queue.Release(_queue.Take(messages));
        return messages;
    }

    /// <summary>
    /// The rest of the queue, and with the next poll the last packet: a client that found both in one response would
    /// close its transport before it had handled what came in front.
    /// </summary>
    private List<OutboundMessage> TakeLast()
    {
        if (!_queue.IsEmpty)
            return TakeForPoll();
        _state = SessionState.Closed;
        _server.Remove(this);
        return [_lastPacket ?? EnginePackets.Close];
    }

    private void AbandonPoll(TaskCompletionSource poll)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_poll, poll))
                _poll = null;
        }

        Close(DisconnectReason.TransportError, CloseStyle.Abort);
    }

    private async Task AnswerDuringUpgradeAsync(HttpContext context)
    {
        await Task.Delay(UpgradeCrossing, _server.Clock, CancellationToken.None);
        if (_webSocket is not null)
            await EngineError.BadRequest.WriteAsync(context);
        else
            await WriteAsync(context, [EnginePackets.Noop]);
    }

    private async Task WriteAsync(HttpContext context, List<OutboundMessage> messages)
    {
        EngineServer.PrepareText(context);
        PollingPayload.Write(context.Response.BodyWriter, messages);
        var result = await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
        if (result.IsCanceled || context.RequestAborted.IsCancellationRequested)
            Close(DisconnectReason.TransportError, CloseStyle.Abort);
    }

    /// <summary>Feeds the packets of a POST to the session.</summary>
    public async Task PostAsync(HttpContext context)
    {
        var error = await ReceiveAsync(context);
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        EngineServer.PrepareText(context);
        await context.Response.WriteAsync("ok", CancellationToken.None);
    }

    private async Task<EngineError?> ReceiveAsync(HttpContext context)
    {
        if (context.Request.ContentLength > _server.Options.MaxPayload)
            return EngineError.TooLarge;
        // Version 3 sent binary bodies; version 4 has base64 inside of text.
        if (context.Request.ContentType is { } type && type.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            Close(DisconnectReason.TransportError, CloseStyle.Failed);
            return EngineError.BadRequest;
        }

        var overlap = false;
        lock (_gate)
        {
            if (_state != SessionState.Open)
                return EngineError.UnknownSession;
            if (_webSocket is not null)
                return EngineError.BadRequest;
            overlap = _posting;
            _posting = true;
        }

        if (overlap)
        {
            Close(DisconnectReason.TransportError, CloseStyle.Failed);
            return EngineError.BadRequest;
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)(context.Request.ContentLength ?? 4096) + 1);
        try
        {
            int length;
            (buffer, length) = await ReadBodyAsync(context, buffer, _server.Options.MaxPayload);
            if (length > _server.Options.MaxPayload)
                return EngineError.TooLarge;
            return await ReceiveAsync(buffer.AsMemory(0, length), _server.Clock.GetTimestamp());
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            Close(DisconnectReason.TransportError, CloseStyle.Abort);
            return EngineError.BadRequest;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            // Before the response: the client may send its next POST as soon as it has read this one's answer.
            lock (_gate)
                _posting = false;
        }
    }

    private async Task<EngineError?> ReceiveAsync(ReadOnlyMemory<byte> body, long now)
    {
        do
        {
            if (!PollingPayload.TryTake(ref body, out var packet, out var isBinary))
                Close(DisconnectReason.ParseError, CloseStyle.Failed);
            else if (!isBinary)
                await OnTextAsync(packet, now);
            else if (PollingPayload.TryDecodeBinary(packet.Span, out var data))
                await OnBinaryAsync(data, now);
            else
                Close(DisconnectReason.ParseError, CloseStyle.Failed);
        }
        while (!body.IsEmpty && _state == SessionState.Open);

        return ClosedBecause == DisconnectReason.ParseError ? EngineError.BadRequest : null;
    }

    /// <summary>Reads at most one byte more than the limit. The buffer may be exchanged for a larger one.</summary>
    private static async Task<(byte[] Buffer, int Length)> ReadBodyAsync(HttpContext context, byte[] buffer, int limit)
    {
        var length = 0;
        while (length <= limit)
        {
            if (length == buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            var read = await context.Request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted);
            if (read == 0)
                break;
            length += read;
        }

        return (buffer, length);
    }
}
