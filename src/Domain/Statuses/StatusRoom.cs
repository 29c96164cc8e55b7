namespace Matinee.Domain.Statuses;

/// <summary>The users of one room. Readers take <see cref="Users"/> once: it is replaced, never changed.</summary>
internal sealed class StatusRoom(string name)
{
    private const int OwnBytes = 200;

    private volatile StatusUser[] users = [];

    public string Name { get; } = name;

    public StatusUser[] Users => users;

    public long NewestAt { get; private set; }

    public int Bytes { get; private set; }

    /// <summary>Neighbours in the order of the newest status; the shard's affair.</summary>
    public StatusRoom? Older { get; set; }

    public StatusRoom? Newer { get; set; }

    public StatusUser? Find(string user) => Array.Find(users, one => string.Equals(one.Name, user, StringComparison.Ordinal));

    public void Add(string user, byte[] label, Status status, long oldest, int mostUsers)
    {
        var sender = Find(user);
        if (sender is null)
        {
            sender = new StatusUser(user, label);
            users = [.. WithRoomForOne(oldest, mostUsers), sender];
        }

        sender.Add(status, oldest);
        NewestAt = Math.Max(NewestAt, status.At);
        Count();
    }

    /// <summary>Forgets what is too old, and users who have nothing newer.</summary>
    public void Trim(long oldest)
    {
        foreach (var user in users) user.Trim(oldest);
        if (Array.Exists(users, user => user.NewestAt == 0)) users = Array.FindAll(users, user => user.NewestAt != 0);
        Count();
    }

    private IEnumerable<StatusUser> WithRoomForOne(long oldest, int mostUsers)
    {
        var fresh = Array.FindAll(users, user => user.NewestAt > oldest);
        return fresh.Length < mostUsers ? fresh : fresh.Where(user => user != fresh.MinBy(one => one.NewestAt));
    }

    private void Count()
    {
        var bytes = OwnBytes + (2 * Name.Length);
        foreach (var user in users) bytes += user.Bytes;
        Bytes = bytes;
    }
}
