namespace Matinee.SocketIo.Load;

/// <summary>The members that receive the same events, and the one of them that sends them.</summary>
internal sealed class Room(string name, Protocol protocol, Latencies latencies)
{
    private readonly List<Member> _members = [];
    private readonly List<long> _due = [];
    private readonly byte[] _frames = new byte[Regimes.MostInFlight * WebSocketClient.FrameLength(EventText.Length)];

    public string Name => name;

    public long Deliveries { get; private set; }

    /// <summary>Deliveries that are still to come.</summary>
    public int Pending { get; private set; }

    public void Enter(Member member) => _members.Add(member);

    /// <summary>Sends events back to back, in one piece. They were due at the given moment, from which their latency counts.</summary>
    public void Publish(int events, long due)
    {
        var length = 0;
        for (var i = 0; i < events; i++)
        {
            WebSocketClient.WriteFrame(protocol.Event.Write(_due.Count), _frames.AsSpan(length));
            length += WebSocketClient.FrameLength(EventText.Length);
            _due.Add(due);
        }

        Pending += events * _members.Count;
        _members[0].SendBytes(_frames.AsSpan(0, length));
    }

    public void Delivered(int sequence, long now)
    {
        Pending--;
        Deliveries++;
        latencies.Add(now - _due[sequence], _due[sequence]);
    }

    /// <exception cref="InvalidDataException">A member has not received every event exactly once.</exception>
    public void Verify()
    {
        if (Pending != 0 || _members.Exists(member => member.Received != _due.Count))
            throw new InvalidDataException($"Of {_due.Count} events to {_members.Count} members {Pending} deliveries are missing.");
    }
}
