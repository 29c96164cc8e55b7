using System.Globalization;

namespace Matinee.Domain.Library;

/// <summary>Tells from a video's jobs how far it is. Pure.</summary>
internal static class ProcessingRules
{
    public static ProcessingState StateOf(Video video, IReadOnlyList<JobRow> jobs)
    {
        if (video.Status is VideoStatus.Failed) return new ProcessingState(ProcessingStage.Failed, 100, null, null, video.Failure);
        var current = jobs.FirstOrDefault(job => job.StateOf is JobState.Running) ?? jobs.FirstOrDefault(job => job.StateOf is JobState.Waiting);
        if (current is null) return video.Status is VideoStatus.Pending ? Waiting(null) : Finished(jobs);
        if (video.Status is VideoStatus.Ready) return Improving(jobs, current);
        if (current.StateOf is JobState.Waiting && current.KindOf is JobKind.Examine) return Waiting(current.Failure);
        var stage = current.KindOf is JobKind.Examine ? ProcessingStage.Examining : ProcessingStage.Preparing;
        return new ProcessingState(stage, current.Percent, current.SecondsRemaining, QualityOf(current), current.Failure);
    }

    private static ProcessingState Waiting(string? note) => new(ProcessingStage.Waiting, 0, null, null, note);

    private static ProcessingState Finished(IReadOnlyList<JobRow> jobs) =>
        new(ProcessingStage.Finished, 100, null, null, jobs.FirstOrDefault(job => job.StateOf is JobState.Failed)?.Failure);

    /// <summary>All jobs after the first count alike, sizes by their lines: what is waiting takes longer the larger it is.</summary>
    private static ProcessingState Improving(IReadOnlyList<JobRow> jobs, JobRow current)
    {
        var rest = jobs.Where(job => job.KindOf is not JobKind.Examine).ToList();
        var all = rest.Sum(Weight);
        var done = rest.Sum(job => Weight(job) * (job.StateOf is JobState.Done or JobState.Failed ? 1 : job.Percent / 100));
        return new ProcessingState(ProcessingStage.Improving, all > 0 ? Math.Round(100 * done / all, 1) : 0, current.SecondsRemaining, QualityOf(current), current.Failure);
    }

    private static double Weight(JobRow job) => job.KindOf is JobKind.Rung ? Math.Pow(job.Lines / 100.0, 2) : 1;

    private static string? QualityOf(JobRow job) => job.Lines > 0 ? string.Create(CultureInfo.InvariantCulture, $"{job.Lines}p") : null;
}
