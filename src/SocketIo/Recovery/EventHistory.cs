using Matinee.SocketIo.Adapters;
using Matinee.SocketIo.EngineIo;

namespace Matinee.SocketIo.Recovery;

// The events of one namespace that a client may have missed, kept for as long as any client may come back plus the time
// that it takes to notice that one is gone. Each event has a number, rising in the order of delivery, and stands in one
// line per room that it was sent to, so that what a client missed is found by looking at its own rooms from their newest
// end, however busy the others are. One queue over all lines drops the oldest, by age, or because there are too many
// bytes. Only the latter can take something from a client that may still come back; _lostThrough remembers up to where.
// Guarded by the adapter's lock.
internal sealed class EventHistory(long maxBytes, TimeSpan retention, TimeProvider clock)
{
    // What an event costs beside its bytes, so that empty ones are bounded too.
    private const int EntryCost = 200;

    // No room has this name: it stands for events to everyone.
    private const string Everyone = "\0everyone";

    private readonly Queue<StoredEvent> _all = new();
    private readonly Dictionary<string, EventLine> _lines = new(StringComparer.Ordinal);
    private long _bytes;
    private long _lostThrough;

    /// <summary>The number of the newest event.</summary>
    public long Newest { get; private set; }

    /// <summary>Gives the event its number, writes it into the message, and keeps it.</summary>
    public long Add(BroadcastTarget target, OutboundMessage[] messages)
    {
        var number = ++Newest;
        Offset.Write(messages[0].Frame, number);
        string[] rooms = target.Rooms.Length == 0 ? [Everyone] : [.. target.Rooms.Distinct(StringComparer.Ordinal)];
        var stored = new StoredEvent(number, rooms, target, messages, messages.Sum(m => m.Frame.Length) + EntryCost, clock.GetTimestamp());
        _all.Enqueue(stored);
        _bytes += stored.Cost;
        foreach (var room in rooms)
        {
            if (!_lines.TryGetValue(room, out var line))
                _lines[room] = line = new EventLine();
            line.Add(stored);
        }

        while (_bytes > maxBytes)
            _lostThrough = Drop();
        return number;
    }

    /// <summary>Whether everything after that number is still here.</summary>
    public bool IsCompleteAfter(long number) => _lostThrough <= number;

    /// <summary>What somebody in these rooms was to receive after that number, in order.</summary>
    public IEnumerable<StoredEvent> After(long number, IReadOnlyCollection<string> rooms)
    {
        var missed = new SortedDictionary<long, StoredEvent>();
        foreach (var room in rooms.Append(Everyone))
        {
            if (!_lines.TryGetValue(room, out var line))
                continue;
            foreach (var stored in line.NewestFirst().TakeWhile(stored => stored.Number > number))
            {
                if (!stored.Target.Except.Any(rooms.Contains))
                    missed[stored.Number] = stored;
            }
        }

        return missed.Values;
    }

    public void Trim()
    {
        while (_all.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.At) > retention)
            Drop();
    }

    private long Drop()
    {
        var oldest = _all.Dequeue();
        _bytes -= oldest.Cost;
        foreach (var room in oldest.Rooms)
        {
            if (_lines[room].DropOldest())
                _lines.Remove(room);
        }

        return oldest.Number;
    }
}

/// <param name="Rooms">The lines that it stands in.</param>
/// <param name="Cost">Bytes against the limit.</param>
/// <param name="At">The clock's timestamp.</param>
internal sealed record StoredEvent(long Number, string[] Rooms, BroadcastTarget Target, OutboundMessage[] Messages, int Cost, long At);

/// <summary>The kept events of one room, oldest first.</summary>
internal sealed class EventLine
{
    private const int Slack = 32;

    private readonly List<StoredEvent> _events = [];
    private int _dropped;

    public void Add(StoredEvent stored) => _events.Add(stored);

    public IEnumerable<StoredEvent> NewestFirst()
    {
        for (var i = _events.Count - 1; i >= _dropped; i--)
            yield return _events[i];
    }

    /// <summary>Whether none is left.</summary>
    public bool DropOldest()
    {
        _events[_dropped++] = null!;
        if (_dropped == _events.Count)
            return true;
        if (_dropped >= Slack && _dropped * 2 >= _events.Count)
        {
            _events.RemoveRange(0, _dropped);
            _dropped = 0;
        }

        return false;
    }
}
