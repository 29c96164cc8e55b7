using System.Text;
using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Realtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Parties;

/// <summary>
/// Takes up the live parties after a start, so that seats and empty parties end in time, and notes every few seconds that
/// playing parties are alive, so that a long outage can be told from a short one. Ends the parties whose film is deleted.
/// </summary>
internal sealed class PartyKeeper(
    IDatabase database,
    PartyStore store,
    IPartyStates states,
    Parties parties,
    IBackplane backplane,
    ServerClock clock,
    TimeProvider time,
    ILogger<PartyKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan AlivePeriod = TimeSpan.FromSeconds(4.7);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var deletions = await backplane.SubscribeAsync(Library.Library.DeletedTopic, EndShowingAsync);
        var isTakenUp = await TryTakeUpAsync(stoppingToken);
        using var period = new PeriodicTimer(AlivePeriod, time);
        while (await period.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (!isTakenUp) isTakenUp = await TryTakeUpAsync(stoppingToken);
                await NoteAliveAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                PartiesLog.AliveFailed(logger, exception);
            }
        }
    }

    /// <summary>False when the state cannot be reached now.</summary>
    private async Task<bool> TryTakeUpAsync(CancellationToken ct)
    {
        var live = await database.ReadAsync(store.LiveAsync, ct);
        try
        {
            foreach (var id in live) await parties.FindAsync(id);
        }
        catch (RealtimeUnavailableException)
        {
            return false;
        }

        if (live.Count > 0) PartiesLog.TookUp(logger, live.Count);
        return true;
    }

    private async ValueTask EndShowingAsync(ReadOnlyMemory<byte> message)
    {
        var video = new VideoId(Encoding.UTF8.GetString(message.Span));
        foreach (var party in await database.ReadAsync(session => store.LiveShowingAsync(session, video)))
            await parties.DoAsync(party, new PartyCommand.LoseFilm(), origin: null);
    }

    private async Task NoteAliveAsync(CancellationToken ct)
    {
        if (states.Playing is not { Count: > 0 } playing) return;
        var now = clock.Now;
        await database.WriteAsync(
            async session =>
            {
                // In one order on all nodes, as the journal does.
                foreach (var party in playing.OrderBy(party => party.Value, StringComparer.Ordinal)) await store.SaveAliveAsync(session, party, now);
            },
            ct);
    }
}
