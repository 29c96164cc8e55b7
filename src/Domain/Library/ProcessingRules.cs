using System.Globalization;

namespace Matinee.Domain.Library;

/// <summary>Tells from a video's jobs how far it is. Within a stage it only ever gets further. Pure.</summary>
internal static class ProcessingRules
{
    // Of a film that can be watched while its first size still grows: the larger sizes, whose jobs come later, take the most.
    private const double ShareOfFirst = 10;

    // Of a film whose pictures seemed fit to be copied and are not.
    private const double ShareOfVainCopy = 50;

    /// <summary>The job that the owner waits for; null when there is none.</summary>
    public static JobRow? CurrentOf(Video video, IReadOnlyList<JobRow> jobs)
    {
        var wanted = video.Status is VideoStatus.Ready ? jobs : [.. jobs.Where(job => IsNeededToPlay(job.KindOf))];
        return wanted.FirstOrDefault(job => job.StateOf is JobState.Running) ?? wanted.FirstOrDefault(job => job.StateOf is JobState.Waiting);
    }

    public static bool IsNeededToPlay(JobKind kind) => kind is JobKind.Examine or JobKind.Copy or JobKind.First;

    /// <param name="ahead">Other films whose jobs come before the current one.</param>
    public static ProcessingState StateOf(Video video, IReadOnlyList<JobRow> jobs, int? ahead = null)
    {
        if (video.Status is VideoStatus.Failed) return new ProcessingState(ProcessingStage.Failed, 100, null, null, video.Failure);
        var notes = jobs.Where(job => job.StateOf is JobState.Done or JobState.Failed && job.Failure is not null).Select(job => job.Failure!).ToList();
        return Describe(video, jobs, CurrentOf(video, jobs)) with { Ahead = ahead, Notes = notes };
    }

    private static ProcessingState Describe(Video video, IReadOnlyList<JobRow> jobs, JobRow? current)
    {
        if (current is null) return video.Status is VideoStatus.Pending ? Waiting(null) : new ProcessingState(ProcessingStage.Finished, 100, null, null, null);
        if (video.Status is VideoStatus.Ready) return Improving(jobs, current);
        if (current.KindOf is not JobKind.Examine) return new ProcessingState(ProcessingStage.Preparing, Prepared(jobs, current), current.SecondsRemaining, null, current.Failure);
        return current.StateOf is JobState.Waiting
            ? Waiting(current.Failure)
            : new ProcessingState(ProcessingStage.Examining, current.Percent, current.SecondsRemaining, null, current.Failure);
    }

    private static ProcessingState Waiting(string? note) => new(ProcessingStage.Waiting, 0, null, null, note);

    private static double Prepared(IReadOnlyList<JobRow> jobs, JobRow current)
    {
        if (current.KindOf is JobKind.Copy) return Math.Round(current.Percent * ShareOfVainCopy / 100, 1);
        var wasCopied = jobs.Any(job => job.KindOf is JobKind.Copy);
        return wasCopied ? Math.Round(ShareOfVainCopy + (current.Percent * (100 - ShareOfVainCopy) / 100), 1) : current.Percent;
    }

    private static ProcessingState Improving(IReadOnlyList<JobRow> jobs, JobRow current) =>
        new(ProcessingStage.Improving, Math.Round(Improved(jobs), 1), current.SecondsRemaining, QualityOf(current), current.Failure);

    /// <summary>All jobs after the first count alike, sizes by their lines: what is waiting takes longer the larger it is.</summary>
    private static double Improved(IReadOnlyList<JobRow> jobs)
    {
        if (jobs.LastOrDefault(job => job.KindOf is JobKind.Copy or JobKind.First) is { StateOf: not JobState.Done } first) return first.Percent * ShareOfFirst / 100;
        var rest = jobs.Where(job => !IsNeededToPlay(job.KindOf)).ToList();
        var all = rest.Sum(Weight);
        var done = rest.Sum(job => Weight(job) * (job.StateOf is JobState.Done or JobState.Failed ? 1 : job.Percent / 100));
        return ShareOfFirst + (all > 0 ? (100 - ShareOfFirst) * done / all : 0);
    }

    private static double Weight(JobRow job) => job.KindOf is JobKind.Rung ? Math.Pow(job.Lines / 100.0, 2) : 1;

    private static string? QualityOf(JobRow job) => job.Lines > 0 ? string.Create(CultureInfo.InvariantCulture, $"{job.Lines}p") : null;
}
