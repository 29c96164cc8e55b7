using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>Which jobs follow which. Added in the transaction that ends the job before, so that no film is left half-way.</summary>
internal sealed class JobPlan(MediaOptions options)
{
    // Smaller goes first; further sizes follow from the smallest on, of all films together.
    private const int CopyPriority = 1, FirstPriority = 2, SubtitlesPriority = 3, StoryboardPriority = 4, RungPriority = 5;

    private readonly JobStore jobs = new();

    public async Task AfterExaminationAsync(DbSession session, VideoId video, MediaFacts facts, DateTimeOffset now)
    {
        if (PlayableRules.MayCopyPicture(facts.Picture!)) await jobs.AddAsync(session, video, JobKind.Copy, JobLane.Quick, 0, CopyPriority, now);
        else await AfterVainCopyAsync(session, video, now);
        if (facts.Streams.Any(stream => stream.Type is "subtitle" && Codecs.IsText(stream.Codec)))
            await jobs.AddAsync(session, video, JobKind.Subtitles, JobLane.Quick, 0, SubtitlesPriority, now);
    }

    /// <summary>The pictures have to be encoded after all.</summary>
    public Task AfterVainCopyAsync(DbSession session, VideoId video, DateTimeOffset now) =>
        jobs.AddAsync(session, video, JobKind.First, JobLane.First, 0, FirstPriority, now);

    public async Task AfterEncodeAsync(DbSession session, Job job, MediaStream picture, DateTimeOffset now)
    {
        if (job.Kind is not (JobKind.Copy or JobKind.First)) return;
        await jobs.AddAsync(session, job.Video, JobKind.Storyboard, JobLane.Ladder, 0, StoryboardPriority, now);
        var rungs = job.Kind is JobKind.Copy ? LadderRules.BelowSource(picture, options.Sizes) : LadderRules.Of(picture, options.Sizes).Skip(1);
        var priority = RungPriority;
        foreach (var rung in rungs) await jobs.AddAsync(session, job.Video, JobKind.Rung, JobLane.Ladder, rung.Lines, priority++, now);
    }
}
