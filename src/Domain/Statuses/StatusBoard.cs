namespace Matinee.Domain.Statuses;

/// <summary>
/// The newest statuses of players, by room and user: in memory, for a minute, within bounds. A full board takes every status
/// and forgets the rooms that were silent longest; a full room forgets the user who was.
/// </summary>
public sealed class StatusBoard : IDisposable
{
    private const int Shards = 16;
    private static readonly TimeSpan TrimPeriod = TimeSpan.FromSeconds(19.3);

    private readonly StatusShard[] shards;
    private readonly TimeProvider time;
    private readonly ITimer trimming;

    public StatusBoard(StatusOptions options, TimeProvider time)
    {
        this.time = time;
        var mostRooms = (options.MostRooms + Shards - 1) / Shards;
        shards = [.. Enumerable.Range(0, Shards).Select(_ => new StatusShard(mostRooms, options.MostUsersOfRoom, options.MostBytes / Shards))];
        trimming = time.CreateTimer(_ => Trim(), state: null, TrimPeriod, TrimPeriod);
    }

    public int Rooms => shards.Sum(shard => shard.Count);

    /// <summary>Roughly, as the bound counts them.</summary>
    public long Bytes => shards.Sum(shard => shard.Bytes);

    /// <summary>Statuses of this time or before do not count now. Unix milliseconds.</summary>
    public long Oldest => time.GetUtcNow().ToUnixTimeMilliseconds() - (long)StatusOptions.Lifetime.TotalMilliseconds;

    /// <summary>Told of each status that came to this node; null where there is no other.</summary>
    internal Action<string, string, byte[], Status>? Added { get; set; }

    /// <param name="label">Kept when the user is new in the room.</param>
    public void Add(string room, string user, byte[] label, Status status)
    {
        Shard(room).Add(room, user, label, status, Oldest);
        Added?.Invoke(room, user, label, status);
    }

    /// <summary>One that another node took.</summary>
    internal void AddFromElsewhere(string room, string user, byte[] label, Status status)
    {
        if (status.At > Oldest) Shard(room).Add(room, user, label, status, Oldest);
    }

    /// <summary>Everyone who sent something to the room of late.</summary>
    public ReadOnlySpan<StatusUser> Users(string room) => Shard(room).Find(room) is { } found ? found.Users : [];

    public StatusUser? User(string room, string user) => Shard(room).Find(room)?.Find(user);

    public void Dispose() => trimming.Dispose();

    private void Trim()
    {
        var oldest = Oldest;
        foreach (var shard in shards) shard.Trim(oldest);
    }

    private StatusShard Shard(string room) => shards[(uint)string.GetHashCode(room, StringComparison.Ordinal) % Shards];
}
