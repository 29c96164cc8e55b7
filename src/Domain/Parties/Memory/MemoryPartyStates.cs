using System.Collections.Concurrent;
using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Realtime;

namespace Matinee.Domain.Parties.Memory;

/// <summary>
/// The parties of a single node. A party's cell is its own lock, held only while the pure rules decide and the results are
/// queued (journal, backplane), never across anything that waits; so the order of states, of writes and of news is one order.
/// </summary>
internal sealed class MemoryPartyStates(
    IDatabase database, PartyStore store, PartyJournal journal, IBackplane backplane, ITimers timers, ServerClock clock, PartyOptions options)
    : IPartyStates
{
    private readonly ConcurrentDictionary<PartyId, Cell> cells = new();

    public IReadOnlyList<PartyId> Playing =>
        [.. cells.Where(cell => cell.Value.Party.Playback.IsPlaying && !cell.Value.Party.IsEnded).Select(cell => cell.Key)];

    public async Task AddAsync(Party party, IReadOnlyList<PartyEvent> events, string? origin)
    {
        await journal.RecordAsync(party, events);
        var cell = new Cell(party);
        cells[party.Id] = cell;
        lock (cell) ScheduleTick(party);
    }

    public async Task<Outcome<Decision>> UpdateAsync(PartyId id, string? origin, Func<Party, Outcome<Decision>> decide)
    {
        if (await CellAsync(id) is not { } cell) return Refusal.NotFound("That party");
        Decision decision;
        Task onDisk;
        lock (cell)
        {
            if (!decide(cell.Party).Succeeded(out var decided, out var refusal)) return refusal;
            decision = decided;
            if (decision.Events.IsEmpty)
            {
                // A tick that came too early has used up its timer.
                ScheduleTick(decision.Next);
                return decision;
            }

            cell.Party = decision.Next;
            onDisk = journal.RecordAsync(decision.Next, decision.Events);
            Publish(decision, origin);
            ScheduleTick(decision.Next);
        }

        await onDisk;

        // Only now: until the end is on disk, whoever looked there would take up a party that is over.
        if (decision.Next.IsEnded) cells.TryRemove(id, out _);
        return decision;
    }

    public async ValueTask<Party?> FindAsync(PartyId id)
    {
        if (await CellAsync(id) is { } cell) return cell.Party;
        return (await database.ReadAsync(session => store.FindAsync(session, id)))?.Party;
    }

    public ValueTask PublishAsync(Party party, string? origin, PartyEvent passing) =>
        backplane.PublishAsync(PartyTopics.Of(party.Id), PartyTopics.Encode(new PartyNews(party.Id, party.Epoch, party.Seq, origin, passing)));

    /// <summary>A single node loses nobody but itself.</summary>
    public ValueTask<IReadOnlyList<PartyId>> ChangedByAsync(string node) => ValueTask.FromResult<IReadOnlyList<PartyId>>([]);

    /// <summary>Null for a party that does not exist or has ended.</summary>
    private async ValueTask<Cell?> CellAsync(PartyId id)
    {
        if (cells.TryGetValue(id, out var present)) return present;
        var stored = await database.ReadAsync(session => store.FindAsync(session, id));
        if (stored is null || stored.Party.IsEnded) return null;
        var resumed = Resume(stored);
        var cell = cells.GetOrAdd(id, resumed);
        if (!ReferenceEquals(cell, resumed)) return cell;
        lock (cell)
        {
            // The new epoch is on disk before the next event of this party, since the journal keeps the order.
            _ = journal.RecordAsync(cell.Party, [new PartyEvent.SettingsChanged(cell.Party.Settings)]);
            ScheduleTick(cell.Party);
        }

        return cell;
    }

    private Cell Resume(StoredParty stored)
    {
        var party = stored.Party with { Epoch = stored.Party.Epoch + 1 };
        return new Cell(PartyRules.Decide(party, new PartyCommand.Resume(stored.AliveAt), clock.Now, options).OrThrow().Next);
    }

    private void Publish(Decision decision, string? origin)
    {
        // In memory, publishing only queues: it never waits, so it may stand inside the lock.
        foreach (var news in decision.News(origin)) _ = backplane.PublishAsync(PartyTopics.Of(news.Party), PartyTopics.Encode(news));
    }

    private void ScheduleTick(Party party)
    {
        _ = PartyRules.NextDue(party, options) is { } due
            ? timers.ScheduleAsync(PartyTopics.TickTimer, party.Id.Value, clock.OnTheWall(due))
            : timers.CancelAsync(PartyTopics.TickTimer, party.Id.Value);
    }

    private sealed class Cell(Party party)
    {
        public Party Party { get; set; } = party;
    }
}
