using System.Diagnostics;

namespace Matinee.SocketIo.Load;

/// <summary>A connection in a room, or an idle one in none. Counts what it is delivered and refuses what is out of order.</summary>
internal sealed class Member : IDisposable
{
    private readonly WebSocketClient _client;
    private readonly Protocol _protocol;
    private readonly Room? _room;

    /// <summary>Connects and waits until the server has let it in.</summary>
    public Member(int port, Protocol protocol, Room? room, bool publishes)
    {
        _protocol = protocol;
        _room = room;
        _client = new WebSocketClient(port, protocol.Target(room?.Name, publishes));
        if (!protocol.HasNamespaces) return;
        Expect("0{"u8);
        _client.Send("40"u8);
        Expect("40{"u8);
    }

    public int Descriptor => _client.Descriptor;

    /// <summary>How many events it has received, which is also the number of the next.</summary>
    public int Received { get; private set; }

    public void SendBytes(ReadOnlySpan<byte> frames) => _client.SendBytes(frames);

    /// <summary>Reads all that has arrived: answers heartbeats, hands events to the room.</summary>
    public void Receive()
    {
        bool more;
        do
        {
            more = _client.Fill();
            ReadMessages(Stopwatch.GetTimestamp());
        }
        while (more);
    }

    public void Dispose() => _client.Dispose();

    private void ReadMessages(long now)
    {
        while (_client.TryRead(out var text))
        {
            if (_protocol.HasNamespaces && text.SequenceEqual("2"u8))
            {
                _client.Send("3"u8);
                continue;
            }

            var sequence = _protocol.Event.Read(text);
            if (sequence != Received)
                throw new InvalidDataException($"A member received event {sequence} where {Received} was due: lost, or delivered twice.");
            if (_room is null) throw new InvalidDataException("A connection without a room received an event.");
            Received++;
            _room.Delivered(sequence, now);
        }
    }

    private void Expect(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> text;
        _client.Fill(); // it may have come together with the last answer
        while (!_client.TryRead(out text)) _client.Fill(wait: true);
        if (!text.StartsWith(start)) throw new InvalidDataException("The server does not follow the handshake of Engine.IO and Socket.IO.");
        if (_client.TryRead(out _)) throw new InvalidDataException("The server speaks before it was asked.");
    }
}
