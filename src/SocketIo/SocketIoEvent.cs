namespace Matinee.SocketIo;

/// <summary>An event that a client sent.</summary>
public sealed class SocketIoEvent
{
    private readonly SocketIoSocket _socket;
    private readonly long? _ackId;
    private int _acknowledged;

    internal SocketIoEvent(SocketIoSocket socket, string name, SocketIoArgs args, long? ackId, long receivedTimestamp)
    {
        _socket = socket;
        _ackId = ackId;
        Name = name;
        Args = args;
        ReceivedTimestamp = receivedTimestamp;
    }

    public string Name { get; }

    public SocketIoArgs Args { get; }

    public bool WantsAck => _ackId is not null;

    /// <summary>The clock's <see cref="TimeProvider.GetTimestamp"/> when the frame was read.</summary>
    public long ReceivedTimestamp { get; }

    /// <summary>Answers the client's callback. Nothing happens if it asked for none; only the first call counts.</summary>
    public void Ack(params ReadOnlySpan<object?> args)
    {
        if (_ackId is { } id && Interlocked.Exchange(ref _acknowledged, 1) == 0)
            _socket.SendAck(id, args);
    }
}
