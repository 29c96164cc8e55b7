using System.Text;
using Matinee.Domain.Kernel;
using Matinee.Realtime;
using Microsoft.Extensions.Caching.Memory;

namespace Matinee.Domain.Parties;

/// <summary>
/// Which party a code or an id names, remembered: for those who ask several times a second, mostly about codes that name none.
/// What is remembered of a code is dropped on every node when a party is made with it.
/// </summary>
public sealed class PartyDirectory : IDisposable
{
    // The message that a party was made can be lost; then this is how long its code stays unknown here.
    private static readonly TimeSpan NoneRemembered = TimeSpan.FromSeconds(20);

    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 50_000 });
    private readonly Parties parties;
    private readonly TimeProvider time;
    private readonly Task<IAsyncDisposable> subscribed;
    private long opened;

    public PartyDirectory(Parties parties, IBackplane backplane, TimeProvider time)
    {
        this.parties = parties;
        this.time = time;
        subscribed = backplane.SubscribeAsync(PartyTopics.Opened, Drop).AsTask();
    }

    /// <summary>False for text that can be neither a code nor an id.</summary>
    public bool MayName(string codeOrId) => Key(codeOrId) is not null;

    /// <summary>True when it is remembered which party this names, or that it names none.</summary>
    public bool TryGet(string codeOrId, out PartyId? party)
    {
        party = null;
        if (Key(codeOrId) is not { } key || !known.TryGetValue(key, out Entry? entry) || entry!.Until <= time.GetUtcNow()) return false;
        party = entry.Party;
        return true;
    }

    /// <summary>The party as it is; null when there is none, or it has ended.</summary>
    public async ValueTask<Party?> FindAsync(string codeOrId)
    {
        if (Key(codeOrId) is not { } key) return null;
        if (TryGet(codeOrId, out var id)) return id is { } present ? await FindLiveAsync(key, present) : null;
        await subscribed;
        var before = Interlocked.Read(ref opened);
        var found = (await parties.ResolveAsync(codeOrId)).Succeeded(out var named, out _) ? await parties.FindAsync(named) : null;
        if (found?.IsEnded == true) found = null;

        // A party that was made meanwhile may be this one.
        if (found is not null) Remember(key, found.Id, DateTimeOffset.MaxValue);
        else if (before == Interlocked.Read(ref opened)) Remember(key, party: null, time.GetUtcNow() + NoneRemembered);
        return found;
    }

    public void Dispose() => known.Dispose();

    private static string? Key(string codeOrId) =>
        Guid.TryParseExact(codeOrId, "D", out var id) ? id.ToString("D") : PartyCode.Normalize(codeOrId);

    private async ValueTask<Party?> FindLiveAsync(string key, PartyId id)
    {
        var party = await parties.FindAsync(id);
        if (party is { IsEnded: false }) return party;
        Remember(key, party: null, time.GetUtcNow() + NoneRemembered);
        return null;
    }

    private void Remember(string key, PartyId? party, DateTimeOffset until) =>
        known.Set(key, new Entry(party, until), new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(10) });

    private ValueTask Drop(ReadOnlyMemory<byte> message)
    {
        Interlocked.Increment(ref opened);
        foreach (var key in Encoding.UTF8.GetString(message.Span).Split(' ')) known.Remove(key);
        return ValueTask.CompletedTask;
    }

    private sealed record Entry(PartyId? Party, DateTimeOffset Until);
}
