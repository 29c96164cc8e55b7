using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>The first job of a film: what is in it, whether all of it is there, its poster.</summary>
internal sealed class FilmExamination(MediaFiles files, MediaTools tools, TimeProvider time)
{
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(9);

    private readonly FilmInspector inspector = new(tools);

    public async Task<Inspection> RunAsync(JobHold hold, CancellationToken ct)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewing = RenewAsync(hold, done.Token);
        try
        {
            return await inspector.InspectAsync(files.FilmPath(hold.Job.Video), files.PosterPath(hold.Job.Video), ct);
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    /// <summary>The programs that examine say nothing of their progress, but each has a time-out of its own.</summary>
    private async Task RenewAsync(JobHold hold, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Renewal, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct)) await hold.ReportAsync(percent: 0, also: null, ct);
        }
        catch (Exception exception) when (exception is OperationCanceledException or JobLostException)
        {
            // The work is over, or what it finds will not be written.
        }
    }
}
