using System.Collections.Concurrent;
using Matinee.Domain.Kernel;
using Matinee.Realtime;

namespace Matinee.Domain.Parties;

/// <summary>
/// The connections of this node to parties. In a party's state a connection carries its node's name, so that those of a node
/// that died can be told from the others. What this node knows of its own connections outlives the shared state: when that was
/// lost, or the others took this node for dead, they are entered again; and one that broke while the state could not be reached
/// is taken out later.
/// </summary>
internal sealed class NodeConnections(INodes nodes)
{
    private readonly ConcurrentDictionary<(PartyId Party, string Connection), NodeConnection> open = new();

    public IReadOnlyList<NodeConnection> All => [.. open.Values];

    public static bool IsOf(string node, string connection) => connection.StartsWith(node + "/", StringComparison.Ordinal);

    public string NameOf(string connection) => $"{nodes.Self}/{connection}";

    /// <summary>The command as the rules take it, with the connection's full name; it counts from now on.</summary>
    public PartyCommand Begin(PartyId party, PartyCommand command)
    {
        switch (command)
        {
            case PartyCommand.Join { Connection: { } connection } join:
                Open(party, join.Viewer, NameOf(connection));
                return join with { Connection = NameOf(connection) };
            case PartyCommand.Disconnect gone:
                var name = NameOf(gone.Connection);
                if (open.TryGetValue((party, name), out var present)) open[(party, name)] = present with { IsGone = true };
                else open[(party, name)] = new NodeConnection(party, name, gone.Member, Viewer: null, IsGone: true);
                return gone with { Connection = name };
            default:
                return command;
        }
    }

    /// <summary>The state has heard of what was begun, or refused it.</summary>
    public void Complete(PartyId party, PartyCommand command, bool isRefused)
    {
        switch (command)
        {
            case PartyCommand.Join { Connection: { } name } when isRefused:
                open.TryRemove((party, name), out _);
                break;
            case PartyCommand.Disconnect gone:
                open.TryRemove((party, gone.Connection), out _);
                break;
            case PartyCommand.Leave leave when !isRefused:
                foreach (var one in All.Where(one => one.Party == party && one.Member == leave.By)) Drop(one);
                break;
        }
    }

    /// <summary>Whether it came to an end nobody knows: the connection is treated as gone, and taken out when that can be done.</summary>
    public void Fail(PartyId party, PartyCommand command)
    {
        if (command is PartyCommand.Join { Connection: { } name } && open.TryGetValue((party, name), out var present))
            open[(party, name)] = present with { IsGone = true };
    }

    public void Open(PartyId party, Viewer viewer, string name) =>
        open[(party, name)] = new NodeConnection(party, name, viewer.Profile, viewer, IsGone: false);

    public bool Has(NodeConnection connection) => open.TryGetValue((connection.Party, connection.Name), out var present) && !present.IsGone;

    public void Drop(NodeConnection connection) => open.TryRemove((connection.Party, connection.Name), out _);
}

/// <param name="Name">With the node's name before it, as in the party's state.</param>
/// <param name="Viewer">Null when only its end is known.</param>
/// <param name="IsGone">Broken, and the state may not have heard of it.</param>
internal sealed record NodeConnection(PartyId Party, string Name, ProfileId Member, Viewer? Viewer, bool IsGone);
