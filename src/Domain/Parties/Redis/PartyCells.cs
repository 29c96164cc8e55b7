using System.Collections.Concurrent;
using Matinee.Domain.Kernel;
using Matinee.Realtime.Redis;
using StackExchange.Redis;

namespace Matinee.Domain.Parties.Redis;

/// <summary>A version of a party's state.</summary>
internal sealed record HeldParty(long Version, Party Party);

/// <summary>What this node knows of one party; its commands take turns here, so that they contend with other nodes' only.</summary>
internal sealed class PartyCell
{
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>The newest version that was seen; another node may have made a newer one since.</summary>
    public HeldParty? Held { get; set; }

    /// <summary>A change of this node that may have happened unheard: the database lacks it.</summary>
    public bool IsUncertain { get; set; }
}

/// <summary>Reads parties' states, and parses only those that have changed since they were last seen here.</summary>
internal sealed class PartyCells(RedisConnection redis)
{
    private const int Most = 4096;

    private static readonly RedisScript ReadParty = RedisScript.Load(typeof(PartyCells), "party-read");

    private readonly ConcurrentDictionary<PartyId, PartyCell> cells = new();

    public IEnumerable<Party> Seen => cells.Values.Select(cell => cell.Held?.Party).OfType<Party>();

    public PartyCell Of(PartyId id)
    {
        if (cells.TryGetValue(id, out var present)) return present;
        if (cells.Count >= Most) cells.Clear();
        return cells.GetOrAdd(id, _ => new PartyCell());
    }

    public void Forget(PartyId id) => cells.TryRemove(id, out _);

    public RedisKey Key(PartyId id) => redis.Key($"party:{id.Value}");

    /// <summary>The present state; null when Redis has none.</summary>
    public async Task<HeldParty?> ReadAsync(PartyCell cell, PartyId id)
    {
        var known = cell.Held;
        var answer = (RedisValue[])await ReadParty.RunAsync(redis, [Key(id)], known?.Version ?? 0);
        var version = (long)answer[0];
        if (version == 0) return cell.Held = null;
        if (answer.Length == 1) return known;
        return cell.Held = new HeldParty(version, PartyStateJson.Read((byte[])answer[1]!));
    }
}
