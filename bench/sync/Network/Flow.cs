using System.Diagnostics;
using System.Net.Sockets;

namespace Matinee.Bench.Sync.Network;

/// <summary>One direction of a connection. What arrives later leaves later, as in TCP.</summary>
internal sealed class Flow(Connection connection, Socket from, Socket to, Delay delay, Random random, bool isUp)
{
    private const int PieceBytes = 16 * 1024;
    private const int PacedPieceBytes = 2 * 1024;
    private const int MostUnderWay = 4 << 20;
    private const int MostPacedUnderWay = 8 << 10;
    private const int PacketBytes = 1460;

    /// <summary>With so many packets behind it a lost one is noticed by their acknowledgements, without a time-out.</summary>
    private const int PacketsForFastRetransmit = 4;

    private static readonly double TicksPerMs = Stopwatch.Frequency / 1000d;
    private static readonly long FullBufferPause = (long)(0.5 * TicksPerMs);

    private readonly Queue<Piece> underWay = new();
    private int bytesUnderWay;
    private long lastDue;
    private ulong tag;
    private bool isPaused;
    private bool isHeld;
    private bool isOver;

    private bool IsPaced => !isUp && connection.CarriesFilm && connection.Proxy.IsFilmPaced;

    public void Start() => tag = connection.Loop.Watch(Number(from), Read);

    /// <summary>The film is let through again.</summary>
    public void Release()
    {
        if (!isHeld) return;
        isHeld = false;
        connection.Loop.Schedule(this, Stopwatch.GetTimestamp());
    }

    public void Stop()
    {
        isOver = true;
        connection.Loop.Forget(Number(from), tag);
    }

    /// <summary>The first piece is due; called once for each piece.</summary>
    public void PassOn()
    {
        if (isOver || isHeld || underWay.Count == 0) return;
        if (!isUp && connection.CarriesFilm && connection.Proxy.HoldsFilm)
        {
            isHeld = true;
            return;
        }

        var piece = underWay.Peek();
        var now = Stopwatch.GetTimestamp();
        if (now < piece.Due)
        {
            connection.Loop.Schedule(this, piece.Due);
            return;
        }

        if (piece.Sent == 0 && !piece.WasHeld) connection.Loop.Lateness.Add((now - piece.Due) / TicksPerMs);
        if (piece.Bytes.Length == 0)
        {
            underWay.Dequeue();
            connection.End(to);
            return;
        }

        piece.Sent += to.Send(piece.Bytes.AsSpan(piece.Sent), SocketFlags.None, out var error);
        if (error is not SocketError.Success and not SocketError.WouldBlock)
        {
            connection.Cut();
            return;
        }

        if (piece.Sent < piece.Bytes.Length)
        {
            // The receiver's buffer is full: its own doing, not ours.
            piece.WasHeld = true;
            connection.Loop.Schedule(this, now + FullBufferPause);
            return;
        }

        underWay.Dequeue();
        bytesUnderWay -= piece.Bytes.Length;
        if (underWay.TryPeek(out var next)) connection.Loop.Schedule(this, next.Due);
        if (isPaused && bytesUnderWay < (IsPaced ? MostPacedUnderWay : MostUnderWay)) Resume();
    }

    private void Read()
    {
        if (isOver) return;
        Span<byte> buffer = stackalloc byte[IsPaced ? PacedPieceBytes : PieceBytes];
        var count = from.Receive(buffer, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return;
        if (error != SocketError.Success)
        {
            connection.Cut();
            return;
        }

        var now = Stopwatch.GetTimestamp();
        if (isUp) connection.Ask(buffer[..count]);
        Add(buffer[..count].ToArray(), now);
        if (count == 0) connection.Loop.Forget(Number(from), tag);
        else if (bytesUnderWay >= (IsPaced ? MostPacedUnderWay : MostUnderWay)) Pause();
    }

    private void Add(byte[] bytes, long now)
    {
        var ms = delay.Draw(random) + connection.HandshakeMs(isUp, random) + Retransmission(bytes.Length);
        var at = Math.Max(lastDue, now + (long)(ms * TicksPerMs));
        if (IsPaced) at = Math.Max(at, connection.Proxy.PaceFilm(bytes.Length));
        lastDue = at;
        bytesUnderWay += bytes.Length;
        underWay.Enqueue(new Piece(bytes, at));
        // Only the first piece is in the loop's queue: the next one goes in when it has left.
        if (underWay.Count == 1) connection.Loop.Schedule(this, at);
    }

    private double Retransmission(int bytes)
    {
        var path = connection.Proxy.Path;
        if (path.Loss == 0) return 0;
        var packets = Math.Max(1, (bytes + PacketBytes - 1) / PacketBytes);
        if (random.NextDouble() >= 1 - Math.Pow(1 - path.Loss, packets)) return 0;
        return packets > PacketsForFastRetransmit ? path.Up.MeanMs + path.Down.MeanMs : path.RetransmissionMs;
    }

    private void Pause()
    {
        isPaused = true;
        connection.Loop.Pause(Number(from), tag);
    }

    private void Resume()
    {
        isPaused = false;
        if (!isOver) connection.Loop.Resume(Number(from), tag);
    }

    private static int Number(Socket socket) => (int)socket.Handle;

    private sealed class Piece(byte[] bytes, long due)
    {
        public byte[] Bytes => bytes;

        public long Due => due;

        public int Sent { get; set; }

        public bool WasHeld { get; set; }
    }
}
