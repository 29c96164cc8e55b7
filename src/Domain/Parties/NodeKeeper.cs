using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Realtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Parties;

/// <summary>
/// Keeps the parties right when nodes die and when the shared state was away: takes out the connections of lost nodes, writes
/// what those left unwritten, and enters this node's own connections again where the state has lost them.
/// </summary>
internal sealed class NodeKeeper(
    IDatabase database,
    PartyStore store,
    IPartyStates states,
    PartyJournal journal,
    Parties parties,
    NodeConnections connections,
    INodes nodes,
    ServerClock clock,
    PartyOptions options,
    TimeProvider time,
    ILogger<NodeKeeper> logger) : BackgroundService
{
    private const int RepairEvery = 9;

    // A node that was away is taken for lost by others for as long as they look: one look may come too early.
    private const int MostRepairs = 6;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(210);

    private int repairsLeft;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        nodes.Returned += (_, _) => Returned();
        using var period = new PeriodicTimer(Period, time);
        for (var turn = 1; await period.WaitForNextTickAsync(stoppingToken); turn++)
        {
            try
            {
                foreach (var node in await nodes.LostAsync()) await ClearAsync(node);
                if (turn % RepairEvery == 0) await RepairAsync();
            }
            catch (RealtimeUnavailableException)
            {
                // The next turn tries again.
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                PartiesLog.KeepingFailed(logger, exception);
            }
        }
    }

    internal void Returned() => Volatile.Write(ref repairsLeft, MostRepairs);

    /// <summary>Takes out the connections of a node that died. Every other node does so: the second finds nothing left to do.</summary>
    internal async Task ClearAsync(string node)
    {
        var changed = await states.ChangedByAsync(node);
        foreach (var id in changed)
        {
            if (await states.FindAsync(id) is not { } party) continue;
            foreach (var member in party.Members.Values)
            {
                foreach (var connection in member.Connections.Where(connection => NodeConnections.IsOf(node, connection)))
                    await parties.DisconnectAsync(id, member.Id, connection);
            }

            await ResumeAfterOutageAsync(id);

            // It may have died between telling of a change and writing it.
            if (await states.FindAsync(id) is { } present) await journal.RecordWholeAsync(present);
        }

        await nodes.ForgetAsync(node);
        PartiesLog.NodeLost(logger, node, changed.Count);
    }

    /// <summary>When no node ran the party for long, its film has not run either: see the rules' Resume.</summary>
    private async Task ResumeAfterOutageAsync(PartyId id)
    {
        if (await database.ReadAsync(session => store.FindAsync(session, id)) is not { } stored) return;
        if (clock.Now - stored.AliveAt <= options.EmptyEndsAfter) return;
        await states.UpdateAsync(id, origin: null, party => party.Members.Values.Any(member => member.IsOnline)
            ? new Decision(party, [])
            : PartyRules.Decide(party, new PartyCommand.Resume(stored.AliveAt), clock.Now, options));
    }

    internal async Task RepairAsync()
    {
        var mayHaveLost = Volatile.Read(ref repairsLeft) > 0;
        foreach (var connection in connections.All)
        {
            if (connection.IsGone) await EndAsync(connection);
            else if (mayHaveLost) await EnterAgainAsync(connection);
        }

        if (!mayHaveLost) return;

        // Parties without a connection here have timers that may be lost, too.
        foreach (var id in await database.ReadAsync(store.LiveAsync)) await states.FindAsync(id);
        Interlocked.Decrement(ref repairsLeft);
    }

    private async Task EndAsync(NodeConnection connection)
    {
        await parties.DisconnectAsync(connection.Party, connection.Member, connection.Name);
        connections.Drop(connection);
    }

    private async Task EnterAgainAsync(NodeConnection connection)
    {
        if (await states.FindAsync(connection.Party) is not { } party || !party.Members.TryGetValue(connection.Member, out var member))
        {
            // The seat was given up meanwhile: that is no loss of state.
            connections.Drop(connection);
            return;
        }

        if (member.Connections.Contains(connection.Name) || connection.Viewer is not { } viewer) return;
        await parties.ReconnectAsync(connection.Party, viewer, connection.Name);
        if (!connections.Has(connection)) await parties.DisconnectAsync(connection.Party, connection.Member, connection.Name);
    }
}
