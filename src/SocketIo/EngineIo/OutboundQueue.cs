using System.Runtime.InteropServices;

namespace Matinee.SocketIo.EngineIo;

/// <summary>What waits for one connection. Not synchronised: its session's lock guards it. Empty, it holds no array.</summary>
internal struct OutboundQueue(int maxBytes)
{
    // An entry has a price beyond its bytes, so that a flood of empty messages is bounded too.
    private const int EntryCost = 32;
    private const int KeptCapacity = 16;

    private List<OutboundMessage>? _waiting;
    private List<OutboundMessage>? _spare;
    private long _bytes;
    private long _bytesTaken;

    public readonly bool IsEmpty => _waiting is null or { Count: 0 };

    /// <summary>Bytes that nobody has taken yet.</summary>
    public readonly long BytesWaiting => _bytes - _bytesTaken;

    /// <summary>False, with nothing added, when the reader has fallen too far behind.</summary>
    public bool TryAdd(ReadOnlySpan<OutboundMessage> messages)
    {
        long added = 0;
        foreach (var message in messages)
            added += message.Data.Length + EntryCost;
        // A single message larger than the whole limit may pass an idle connection, or it could never be sent.
        if (_bytes > 0 && _bytes + added > maxBytes)
            return false;
        _bytes += added;
        _waiting ??= _spare ?? [];
        _spare = null;
        _waiting.AddRange(messages);
        return true;
    }

    /// <summary>Takes all that waits; it counts against the limit until <see cref="Release"/>.</summary>
    public List<OutboundMessage> Take()
    {
        var taken = _waiting ?? [];
        _waiting = null;
        _bytesTaken = _bytes;
        return taken;
    }

    public void Release(List<OutboundMessage> taken)
    {
        foreach (var message in CollectionsMarshal.AsSpan(taken))
        {
            _bytes -= message.Data.Length + EntryCost;
            _bytesTaken -= message.Data.Length + EntryCost;
        }

        taken.Clear();
        if (_waiting is null && taken.Capacity <= KeptCapacity)
            _spare = taken;
    }
}
