namespace Matinee.Domain.Statuses;

/// <summary>What a player said of itself.</summary>
public readonly struct Status
{
    // There are millions of these, so the flag shares the time's word.
    private readonly long stamp;

    /// <param name="at">Unix milliseconds on the server's wall clock.</param>
    /// <param name="text">As the door renders it; the board does not look inside.</param>
    public Status(long at, bool isHost, byte[] text)
    {
        stamp = (at << 1) | (isHost ? 1L : 0L);
        Text = text;
    }

    public byte[] Text { get; }

    public long At => stamp >> 1;

    /// <summary>The sender says that it is the host.</summary>
    public bool IsHost => (stamp & 1) != 0;
}

/// <summary>One user in one room. Readers take <see cref="Statuses"/> once: it is replaced, never changed.</summary>
public sealed class StatusUser
{
    // Objects and references around the texts, roughly.
    private const int OwnBytes = 300;

    private volatile Status[] statuses = [];

    internal StatusUser(string name, byte[] label)
    {
        Name = name;
        Label = label;
    }

    public string Name { get; }

    /// <summary>What the door puts before each status of this user in this room; rendered once.</summary>
    public byte[] Label { get; }

    /// <summary>Oldest first. Some may be too old by now.</summary>
    public ReadOnlySpan<Status> Statuses => statuses;

    internal long NewestAt => statuses is [.., var last] ? last.At : 0;

    internal int Bytes { get; private set; }

    /// <summary>Under the shard's lock.</summary>
    internal void Add(Status status, long oldest)
    {
        ReadOnlySpan<Status> fresh = Fresh(oldest);
        if (fresh.Length == StatusOptions.MostOfUser) fresh = fresh[1..];

        // Almost always the newest; one that took its way over another node may come late.
        var before = fresh.Length;
        while (before > 0 && fresh[before - 1].At > status.At) before--;
        Keep([.. fresh[..before], status, .. fresh[before..]]);
    }

    /// <summary>Under the shard's lock: forgets what is too old.</summary>
    internal void Trim(long oldest)
    {
        var fresh = Fresh(oldest);
        if (fresh.Length < statuses.Length) Keep(fresh.ToArray());
    }

    private void Keep(Status[] kept)
    {
        statuses = kept;
        var bytes = OwnBytes + Label.Length + (2 * Name.Length);
        foreach (var status in kept) bytes += status.Text.Length + 48;
        Bytes = bytes;
    }

    private ReadOnlySpan<Status> Fresh(long oldest)
    {
        ReadOnlySpan<Status> all = statuses;
        while (!all.IsEmpty && all[0].At <= oldest) all = all[1..];
        return all;
    }
}
