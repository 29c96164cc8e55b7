using System.Threading.Channels;
using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Realtime;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Parties;

/// <summary>
/// Writes what happened in parties to the database, in the order in which it happened: all that is waiting in one
/// transaction. The task that <see cref="RecordAsync"/> answers completes when it is on disk. After a failed write the party's
/// seats are written whole the next time, so that a gap closes by itself. Where other nodes write the same parties they are
/// always written whole: the newest state wins, and an older one that comes late is dropped, since the newer one holds all that
/// it had to say.
/// </summary>
internal sealed class PartyJournal : IAsyncDisposable
{
    private readonly Channel<Entry> entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<PartyId> incomplete = [];
    private readonly IDatabase database;
    private readonly PartyStore store;
    private readonly ServerClock clock;
    private readonly ILogger<PartyJournal> logger;
    private readonly bool isShared;
    private readonly Task loop;

    public PartyJournal(IDatabase database, PartyStore store, ServerClock clock, RealtimeHealth realtime, ILogger<PartyJournal> logger)
    {
        isShared = realtime.IsShared;
        this.database = database;
        this.store = store;
        this.clock = clock;
        this.logger = logger;
        loop = Task.Run(WriteAsync);
    }

    /// <summary>Must be called in the order in which the party's states follow each other.</summary>
    public Task RecordAsync(Party next, IReadOnlyList<PartyEvent> events)
    {
        return events.Any(IsKept) ? RecordAsync(new Entry(next, events, IsWhole: isShared)) : Task.CompletedTask;
    }

    /// <summary>Writes the party as it is: the rows may lack any number of its events.</summary>
    public Task RecordWholeAsync(Party party) => RecordAsync(new Entry(party, [], IsWhole: true));

    public async ValueTask DisposeAsync()
    {
        entries.Writer.TryComplete();
        await loop;
    }

    private static bool IsKept(PartyEvent happened) =>
        happened is PartyEvent.MemberChanged { IsArrival: true }
        or not (PartyEvent.MemberChanged or PartyEvent.MessagePosted or PartyEvent.ReactionSent or PartyEvent.TypingChanged);

    private Task RecordAsync(Entry entry) =>
        entries.Writer.TryWrite(entry) ? entry.Done.Task : Task.FromException(new InvalidOperationException("The server is stopping."));

    private async Task WriteAsync()
    {
        var batch = new List<Entry>();
        while (await entries.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (entries.Reader.TryRead(out var entry)) batch.Add(entry);
            try
            {
                await database.WriteAsync(session => SaveAsync(session, batch));
                foreach (var entry in batch) incomplete.Remove(entry.Next.Id);
                foreach (var entry in batch) entry.Done.SetResult();
            }
            catch (Exception exception)
            {
                PartiesLog.JournalFailed(logger, batch.Count, exception);
                foreach (var entry in batch) incomplete.Add(entry.Next.Id);
                foreach (var entry in batch) entry.Done.SetException(exception);
            }
        }
    }

    private async Task SaveAsync(DbSession session, List<Entry> batch)
    {
        var now = clock.Now;

        // In one order on all nodes: two that lock the same rows must not wait for each other.
        foreach (var party in batch.GroupBy(entry => entry.Next.Id).OrderBy(party => party.Key.Value, StringComparer.Ordinal))
        {
            // A party's newest state says all but who left; the rows of seats follow the events.
            var newest = party.OrderBy(entry => (entry.Next.Epoch, entry.Next.Seq)).Last().Next;
            if (!await store.SaveAsync(session, newest, now)) continue;
            if (incomplete.Contains(party.Key) || party.Any(entry => entry.IsWhole)) await store.MatchMembersAsync(session, newest);
            else foreach (var happened in party.SelectMany(entry => entry.Events)) await SaveSeatAsync(session, newest, happened);
        }
    }

    private async Task SaveSeatAsync(DbSession session, Party newest, PartyEvent happened)
    {
        switch (happened)
        {
            case PartyEvent.MemberJoined joined:
                await store.SaveMemberAsync(session, newest.Id, joined.Member);
                break;
            case PartyEvent.MemberChanged { IsArrival: true } arrived:
                await store.SaveMemberAsync(session, newest.Id, arrived.Member);
                break;
            case PartyEvent.MemberLeft left:
                await store.RemoveMemberAsync(session, newest.Id, left.Member.Id, left.Reason == LeaveReason.Kicked);
                break;
            case PartyEvent.HostChanged change:
                await store.SaveHostAsync(session, newest.Id, change.NewHost.Id);
                break;
        }
    }

    private sealed record Entry(Party Next, IReadOnlyList<PartyEvent> Events, bool IsWhole)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
