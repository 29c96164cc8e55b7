namespace Matinee.Realtime.Memory;

/// <summary>Presence of a single node.</summary>
internal sealed class MemoryPresence(TimeProvider time) : IPresence
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<string, DateTimeOffset>> leases = [];

    public ValueTask RenewAsync(string who, string connection, TimeSpan lease)
    {
        lock (gate)
        {
            if (!leases.TryGetValue(who, out var connections)) leases[who] = connections = [];
            connections[connection] = time.GetUtcNow() + lease;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask LeaveAsync(string who, string connection)
    {
        lock (gate)
        {
            if (leases.TryGetValue(who, out var connections) && connections.Remove(connection) && connections.Count == 0) leases.Remove(who);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlySet<string>> OnlineAsync(IReadOnlyCollection<string> who)
    {
        var now = time.GetUtcNow();
        var online = new HashSet<string>();
        lock (gate)
        {
            foreach (var one in who)
            {
                if (!leases.TryGetValue(one, out var connections)) continue;
                foreach (var (connection, until) in connections)
                {
                    if (until <= now) connections.Remove(connection);
                }

                if (connections.Count > 0) online.Add(one);
                else leases.Remove(one);
            }
        }

        return ValueTask.FromResult<IReadOnlySet<string>>(online);
    }
}
