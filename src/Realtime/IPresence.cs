namespace Matinee.Realtime;

/// <summary>Who is connected, on any node, through any door. A connection that is not renewed within its lease is gone.</summary>
public interface IPresence
{
    /// <summary>Enters a connection, or renews its lease.</summary>
    ValueTask RenewAsync(string who, string connection, TimeSpan lease);

    ValueTask LeaveAsync(string who, string connection);

    /// <summary>Those of <paramref name="who"/> that have at least one live connection.</summary>
    ValueTask<IReadOnlySet<string>> OnlineAsync(IReadOnlyCollection<string> who);
}
