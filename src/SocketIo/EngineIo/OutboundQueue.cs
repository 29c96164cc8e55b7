using System.Runtime.InteropServices;

namespace Matinee.SocketIo.EngineIo;

/// <summary>
/// What waits for one connection. Not synchronised: its session's lock guards it. A single message needs no memory
/// beside the queue itself.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct OutboundQueue(int maxBytes)
{
    // An entry has a price beyond its bytes, so that a flood of empty messages is bounded too.
    private const int EntryCost = 32;
    private const int KeptCapacity = 16;

    private OutboundMessage? _first;
    private List<OutboundMessage>? _more;
    private long _bytes;
    private long _bytesTaken;

    public readonly bool IsEmpty => _first is null;

    /// <summary>Bytes that nobody has taken yet.</summary>
    public readonly long BytesWaiting => _bytes - _bytesTaken;

    /// <summary>False, with nothing added, when the reader has fallen too far behind.</summary>
    public bool TryAdd(ReadOnlySpan<OutboundMessage> messages)
    {
        long added = 0;
        foreach (var message in messages)
            added += Cost(message);
        // A single message larger than the whole limit may pass an idle connection, or it could never be sent.
        if (_bytes > 0 && _bytes + added > maxBytes)
            return false;
        foreach (var message in messages)
            Append(message);
        return true;
    }

    /// <summary>Adds what must go out whatever the limit: the last word of a connection.</summary>
    public void Append(OutboundMessage message)
    {
        _bytes += Cost(message);
        if (_first is null)
            _first = message;
        else
            (_more ??= []).Add(message);
    }

    /// <summary>Moves all that waits to the list's end. It counts against the limit until its price is released.</summary>
    /// <returns>The price.</returns>
    public long Take(List<OutboundMessage> taken)
    {
        if (_first is not { } first)
            return 0;
        taken.Add(first);
        _first = null;
        if (_more is not null)
        {
            taken.AddRange(_more);
            _more.Clear();
            if (_more.Capacity > KeptCapacity)
                _more = null;
        }

        var price = _bytes - _bytesTaken;
        _bytesTaken = _bytes;
        return price;
    }

    public void Release(long price)
    {
        _bytes -= price;
        _bytesTaken -= price;
    }

    private static long Cost(OutboundMessage message) => message.Frame.Length + EntryCost;
}
