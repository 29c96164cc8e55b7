using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Matinee.SocketIo.Adapters;
using Matinee.SocketIo.Connections;
using Matinee.SocketIo.EngineIo;
using Matinee.SocketIo.Protocol;
using Matinee.SocketIo.Recovery;

namespace Matinee.SocketIo;

public sealed partial class SocketIoSocket
{
    private const int IsConnecting = 0;
    private const int IsConnected = 1;
    private const int HasEnded = 2;

    // It was sent away or left by itself, and cannot come back.
    private const int HasEndedForGood = 3;

    private static readonly HashSet<string> NoRooms = [];

    private PendingAcks? _acks;
    private CancellationTokenSource? _joining = new();
    private int _state;

    /// <summary>The check of the namespace's middleware, while it runs.</summary>
    internal Task? Joining { get; set; }

    /// <summary>What its client comes back with; empty if there is no recovery.</summary>
    internal string PrivateId { get; private set; }

    /// <summary>What it was claimed from; null if it does not recover.</summary>
    internal AwaySession? Previous { get; private set; }

    internal ConcurrentDictionary<string, object?>? DataIfAny => _data;

    /// <summary>Whether a volatile message would go out now.</summary>
    internal bool IsWritable => _connection.Session.IsWritable;

    internal bool IsGone => Volatile.Read(ref _state) >= HasEnded;

    internal bool IsGoneForGood => Volatile.Read(ref _state) == HasEndedForGood;

    /// <summary>It has been in its namespace, if only for a moment. Guarded by the adapter's lock.</summary>
    internal bool WasEntered { get; set; }

    /// <summary>Guarded by the adapter's lock. The shared empty set is never written to.</summary>
    internal HashSet<string> JoinedRooms { get; set; }

    /// <summary>The namespace's newest event when the client first joined. Guarded by the adapter's lock.</summary>
    internal long JoinedAt { get; set; }

    /// <summary>The newest event that was sent to it. Guarded by the adapter's lock.</summary>
    internal long SentThrough { get; set; }

    private SocketIoBroadcast Itself => new(Namespace, BroadcastTarget.Everyone with { Rooms = [Id] }, isLocal: true);

    /// <summary>False if it reads too slowly and has to be dropped.</summary>
    internal bool TrySend(OutboundMessage[] messages, bool isVolatile) =>
        !Connected || _connection.Session.TrySend(messages, isVolatile);

    /// <summary>The answer to its connection and what stands in front of everything else.</summary>
    internal bool TrySendFirst(List<OutboundMessage> messages) =>
        !IsGone && _connection.Session.TrySend(CollectionsMarshal.AsSpan(messages));

    internal void DropSlowReader() => _connection.Session.DropSlowReader();

    /// <summary>Its client has come back through another connection.</summary>
    internal void DropDeadConnection() => _connection.Session.Close(DisconnectReason.TransportClose, CloseStyle.Abort);

    internal void SendAck(long id, ReadOnlySpan<object?> args)
    {
        if (Connected)
            Send(PacketEncoder.Ack(Namespace.Name, id, args, Namespace.Json));
    }

    /// <summary>Sends a packet of that id and waits for the answer.</summary>
    internal async Task<SocketIoArgs> AwaitAckAsync(long id, OutboundMessage[] packet, TimeSpan timeout, CancellationToken ct)
    {
        var acks = LazyInitializer.EnsureInitialized(ref _acks, static () => new PendingAcks());
        var answer = acks.Add(id);
        try
        {
            if (!Connected)
                throw new TimeoutException("The socket is disconnected.");
            Send(packet);
            return await answer.WaitAsync(timeout, Namespace.Clock, ct);
        }
        finally
        {
            acks.Forget(id);
        }
    }

    internal async Task<ConnectError?> AuthoriseAsync()
    {
        if (Recovered && Namespace.SkipsMiddleware)
            return null;
        try
        {
            return await Namespace.AuthoriseAsync(this, _joining?.Token ?? new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException) when (IsGone)
        {
            return new ConnectError("Cancelled");
        }
        catch (Exception e)
        {
            SocketIoLog.HandlerFailed(Namespace.Logger, e, Namespace.Name, Id, "middleware");
            return new ConnectError("Internal error");
        }
    }

    /// <summary>Called once, when the client has been told that it is connected.</summary>
    internal void Begin()
    {
        if (Interlocked.CompareExchange(ref _state, IsConnected, IsConnecting) != IsConnecting)
            return;
        _joining = null;
        Joining = null;
        if (!Recovered)
            Namespace.Adapter.Add(this);
        _pump.Begin();
    }

    internal void End(DisconnectReason reason)
    {
        if (!TryEnd(reason.IsRecoverable() ? HasEnded : HasEndedForGood))
            return;
        _ = _joining?.CancelAsync();
        RunDisconnectingHandlers(reason);
        if (reason.IsRecoverable())
            Namespace.Adapter.Detach(this);
        Namespace.Adapter.Remove(this);
        LazyInitializer.EnsureInitialized(ref _acks, static () => new PendingAcks()).Close();
        _pump.End(reason);
        Namespace.Release();
    }

    internal ValueTask ReceiveAsync(in Packet packet, IReadOnlyList<byte[]> attachments, long receivedAt)
    {
        if (packet.Type == PacketType.Ack)
        {
            if (packet.AckId is { } id)
                _acks?.Complete(id, new SocketIoArgs(packet.Payload, skipped: 0, attachments, Namespace.Json));
            return ValueTask.CompletedTask;
        }

        var args = new SocketIoArgs(packet.Payload, skipped: 1, attachments, Namespace.Json);
        var received = new SocketIoEvent(this, packet.EventName ?? "", args, packet.AckId, receivedAt);
        if (!_pump.IsReady || _handlers.Immediate(received.Name) is not { } immediate)
            return _pump.AddAsync(received);
        RunImmediate(immediate, received);
        return ValueTask.CompletedTask;
    }

    internal async Task DispatchAsync(SocketIoEvent e)
    {
        var (handler, isNamed) = _handlers.Find(e.Name);
        if (handler is Action<SocketIoEvent> immediate)
            RunImmediate(immediate, e);
        else if (handler is Func<SocketIoEvent, ValueTask> queued)
            // A name without a handler is the client's text and stays out of the log.
            await GuardAsync(() => queued(e), isNamed ? e.Name : "any event");
    }

    internal Task RunConnectionHandlersAsync() => GuardAsync(() => Namespace.RunConnectionHandlersAsync(this), "connection");

    internal async Task RunDisconnectHandlersAsync(DisconnectReason reason)
    {
        foreach (var handler in _handlers.OfDisconnect)
            await GuardAsync(() => handler(reason), "disconnect");
    }

    private void Send(OutboundMessage[] messages)
    {
        if (!TrySend(messages, isVolatile: false))
            DropSlowReader();
    }

    /// <summary>False if it has ended already.</summary>
    private bool TryEnd(int end)
    {
        while (Volatile.Read(ref _state) is var state && state < HasEnded)
        {
            if (Interlocked.CompareExchange(ref _state, end, state) == state)
                return true;
        }

        return false;
    }

    private void RunDisconnectingHandlers(DisconnectReason reason)
    {
        foreach (var handler in _handlers.OfDisconnecting)
        {
            try
            {
                handler(reason);
            }
            catch (Exception failure)
            {
                SocketIoLog.HandlerFailed(Namespace.Logger, failure, Namespace.Name, Id, "disconnecting");
            }
        }
    }

    private void RunImmediate(Action<SocketIoEvent> handler, SocketIoEvent e)
    {
        try
        {
            handler(e);
        }
        catch (Exception failure)
        {
            SocketIoLog.HandlerFailed(Namespace.Logger, failure, Namespace.Name, Id, e.Name);
        }
    }

    private async Task GuardAsync(Func<ValueTask> handler, string what)
    {
        try
        {
            await handler();
        }
        catch (Exception failure)
        {
            SocketIoLog.HandlerFailed(Namespace.Logger, failure, Namespace.Name, Id, what);
        }
    }
}
