using System.Text;
using Matinee.Database;
using Matinee.Realtime;

namespace Matinee.Domain.Library;

/// <summary>A claimed job while somebody works on it: progress goes to the database, and with it the claim is renewed.</summary>
internal sealed class JobHold(IDatabase database, IBackplane backplane, Job job, TimeProvider time)
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(1900);

    private readonly JobStore store = new();
    private readonly DateTimeOffset began = time.GetUtcNow();
    private DateTimeOffset reported = DateTimeOffset.MinValue;
    private bool published;

    public Job Job => job;

    /// <summary>Writes at most every other second, so that work may report as often as it likes; but what is there first at once.</summary>
    /// <param name="also">Written in the same transaction.</param>
    /// <exception cref="JobLostException">The claim is not ours any more: the work must stop.</exception>
    public async Task ReportAsync(double percent, Func<DbSession, Task>? also, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var isFirst = also is not null && !published;
        if (now - reported < BetweenReports && !isFirst) return;
        reported = now;
        published |= isFirst;
        var held = await database.WriteAsync(
            async session =>
            {
                if (!await store.ReportAsync(session, job, percent, RemainingAt(percent, now), now, VideoProcessing.Lease)) return false;
                if (also is not null) await also(session);
                return true;
            },
            ct);
        if (!held) throw new JobLostException();
        await backplane.PublishAsync(Library.ProcessingTopic, Encoding.UTF8.GetBytes(job.Video.Value));
    }

    /// <summary>Seconds, as the pace so far lets expect; null while that says little.</summary>
    private double? RemainingAt(double percent, DateTimeOffset now)
    {
        var elapsed = (now - began).TotalSeconds;
        return percent >= 1 && elapsed >= 1 ? Math.Round(elapsed * (100 - percent) / percent, 1) : null;
    }
}

/// <summary>Another attempt has the job, or its video was deleted.</summary>
internal sealed class JobLostException() : Exception("The job is not ours any more.");
