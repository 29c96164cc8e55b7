using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Realtime;
using Matinee.Realtime.Redis;
using StackExchange.Redis;
using IDatabase = Matinee.Database.IDatabase;

namespace Matinee.Domain.Parties.Redis;

// The parties of all nodes. A state is replaced only by one that was made from it (compare and set by version), and its news go
// out in the same script. A command is decided on the newest state that this node has seen: if another node was quicker, the
// script answers with the present state and the command is decided again on that. What is refused, or changes nothing, is
// decided on a state that was read for it. A party that Redis does not have is taken up from the database, with a higher epoch,
// by whichever node is first: for the others the script finds it there. The database is written after Redis: see PartyJournal
// for how rows stay in order. If this node dies in between, another finds the party among those that it changed (NodeKeeper).
internal sealed class RedisPartyStates(
    IDatabase database, PartyStore store, PartyJournal journal, IBackplane backplane, RedisConnection redis, PartyCells cells,
    INodes nodes, ServerClock clock, PartyOptions options, TimeProvider time)
    : IPartyStates
{
    private const int MostTries = 60;

    /// <summary>For as long as a state of before the end can be on its way from the database.</summary>
    private static readonly TimeSpan EndedStays = TimeSpan.FromMinutes(2);

    private static readonly RedisScript CommitParty = RedisScript.Load(typeof(RedisPartyStates), "party-commit");

    public IReadOnlyList<PartyId> Playing =>
        [.. cells.Seen.Where(party => party.Playback.IsPlaying && !party.IsEnded).Select(party => party.Id)];

    public async Task AddAsync(Party party, IReadOnlyList<PartyEvent> events, string? origin)
    {
        await journal.RecordAsync(party, events);
        var cell = cells.Of(party.Id);
        var (isKept, present) = await CommitAsync(party, version: 0, []);
        cell.Held = isKept ? new HeldParty(1, party) : present;
    }

    public async Task<Outcome<Decision>> UpdateAsync(PartyId id, string? origin, Func<Party, Outcome<Decision>> decide)
    {
        var cell = cells.Of(id);
        Decision decision;
        Task onDisk;
        await cell.Turn.WaitAsync();
        try
        {
            var outcome = await DecideAsync(cell, id, origin, decide);
            if (!outcome.Succeeded(out var decided, out var refusal)) return refusal;
            decision = decided;
            if (decision.Events.IsEmpty) return decision;
            onDisk = cell.IsUncertain ? journal.RecordWholeAsync(decision.Next) : journal.RecordAsync(decision.Next, decision.Events);
            cell.IsUncertain = false;
        }
        catch (RealtimeUnavailableException)
        {
            cell.IsUncertain = true;
            throw;
        }
        finally
        {
            cell.Turn.Release();
        }

        await onDisk;
        if (decision.Next.IsEnded) await PutAwayAsync(id);
        return decision;
    }

    public async ValueTask<Party?> FindAsync(PartyId id)
    {
        if (await LoadAsync(cells.Of(id), id) is { } held) return held.Party;
        cells.Forget(id);
        return (await database.ReadAsync(session => store.FindAsync(session, id)))?.Party;
    }

    public ValueTask PublishAsync(Party party, string? origin, PartyEvent passing) =>
        backplane.PublishAsync(PartyTopics.Of(party.Id), PartyTopics.Encode(new PartyNews(party.Id, party.Epoch, party.Seq, origin, passing)));

    public async ValueTask<IReadOnlyList<PartyId>> ChangedByAsync(string node)
    {
        var parties = await redis.RunAsync(database => database.SortedSetRangeByRankAsync(ChangedBy(node)));
        return [.. parties.Select(party => new PartyId((string)party!))];
    }

    private async Task<Outcome<Decision>> DecideAsync(PartyCell cell, PartyId id, string? origin, Func<Party, Outcome<Decision>> decide)
    {
        var (held, isRead) = (cell.Held, false);
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (held is null)
            {
                held = await LoadAsync(cell, id);
                isRead = true;
            }

            if (held is null) return Refusal.NotFound("That party");
            if (!decide(held.Party).Succeeded(out var decision, out var refusal) || decision.Events.IsEmpty)
            {
                if (!isRead)
                {
                    held = null;
                    continue;
                }

                if (refusal is not null) return refusal;

                // A tick that came too early has used up its timer.
                await ScheduleTickAsync(held);
                return decision!;
            }

            var (isKept, present) = await CommitAsync(decision.Next, held.Version, [.. decision.News(origin)]);
            if (isKept)
            {
                cell.Held = new HeldParty(held.Version + 1, decision.Next);
                return decision;
            }

            (held, isRead) = (cell.Held = present, present is not null);
            await Task.Delay(Random.Shared.Next(1 + Math.Min(tries, 20)));
        }

        throw new RealtimeUnavailableException("Too many nodes changed the party at once.");
    }

    /// <summary>Null for a party that does not exist, or has ended and been put away.</summary>
    private async Task<HeldParty?> LoadAsync(PartyCell cell, PartyId id)
    {
        if (await cells.ReadAsync(cell, id) is { } present) return present;
        var stored = await database.ReadAsync(session => store.FindAsync(session, id));
        if (stored is null || stored.Party.IsEnded) return null;
        var party = stored.Party with { Epoch = stored.Party.Epoch + 1 };
        party = PartyRules.Decide(party, new PartyCommand.Resume(stored.AliveAt), clock.Now, options).OrThrow().Next;
        var (isKept, other) = await CommitAsync(party, version: 0, []);
        if (!isKept) return cell.Held = other;
        _ = journal.RecordAsync(party, [new PartyEvent.SettingsChanged(party.Settings)]);
        return cell.Held = new HeldParty(1, party);
    }

    private async Task<(bool IsKept, HeldParty? Present)> CommitAsync(Party party, long version, IReadOnlyList<PartyNews> news)
    {
        RedisValue[] values =
        [
            version, PartyStateJson.Write(party), TickDue(party), party.Id.Value, time.GetUtcNow().ToUnixTimeMilliseconds(),
            (string)redis.Channel(PartyTopics.Of(party.Id))!, .. news.Select(one => (RedisValue)PartyTopics.Encode(one).ToArray()),
        ];
        var answer = (RedisValue[])await CommitParty.RunAsync(redis, Keys(party.Id), values);
        if ((long)answer[0] == 1) return (true, null);
        return (false, (long)answer[1] == 0 ? null : new HeldParty((long)answer[1], PartyStateJson.Read((byte[])answer[2]!)));
    }

    /// <summary>Unless there is a newer state by now, whose maker has seen to its timer.</summary>
    private async Task ScheduleTickAsync(HeldParty held) =>
        await CommitParty.RunAsync(redis, Keys(held.Party.Id), held.Version, "", TickDue(held.Party), held.Party.Id.Value, 0, "");

    private RedisValue TickDue(Party party) =>
        PartyRules.NextDue(party, options) is { } due ? clock.OnTheWall(due).ToUnixTimeMilliseconds() : "";

    /// <summary>The end is on disk: from here on the database tells of the party.</summary>
    private async Task PutAwayAsync(PartyId id)
    {
        cells.Forget(id);
        await redis.RunAsync(database => Task.WhenAll(
            database.KeyExpireAsync(cells.Key(id), EndedStays), database.SortedSetRemoveAsync(ChangedBy(nodes.Self), id.Value)));
    }

    private RedisKey[] Keys(PartyId id) => [cells.Key(id), redis.Timers(PartyTopics.TickTimer), ChangedBy(nodes.Self)];

    private RedisKey ChangedBy(string node) => redis.Key($"node:{node}:parties");
}
