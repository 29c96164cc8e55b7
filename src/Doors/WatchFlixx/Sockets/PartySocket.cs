using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Parties;
using Matinee.SocketIo;

namespace Matinee.Doors.WatchFlixx.Sockets;

/// <summary>One connected client: who it is and which party it sits in. Its events are handled one at a time.</summary>
internal sealed class PartySocket(SocketIoSocket socket, Caller caller, Viewer viewer, string address, string publicUrl, TimeProvider time)
{
    // A token bucket against floods: far above what any client of the contract sends.
    private const double EventsPerSecond = 60;
    private const double Burst = 240;

    private double allowance = Burst;
    private long countedAt = time.GetTimestamp();

    public SocketIoSocket Socket => socket;

    public Caller Caller => caller;

    public Viewer Viewer => viewer;

    /// <summary>By what wrong codes are counted.</summary>
    public string Address => address;

    public string PublicUrl => publicUrl;

    /// <summary>
    /// The party's name for this connection. Not the socket's id: who comes back has that again, perhaps before its old
    /// connection has been seen off.
    /// </summary>
    public string Connection { get; } = NewId.At(time);

    public PartyId? Party { get; set; }

    /// <summary>The party that it sat in when its connection broke.</summary>
    public PartyId? LostParty { get; set; }

    /// <summary>False when the client sends more than any person or player would.</summary>
    public bool CountEvent()
    {
        var now = time.GetTimestamp();
        allowance = Math.Min(Burst, allowance + (time.GetElapsedTime(countedAt, now).TotalSeconds * EventsPerSecond));
        countedAt = now;
        if (allowance < 1) return false;
        allowance--;
        return true;
    }
}
