using System.Collections.Concurrent;
using System.Text;
using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;
using Matinee.Realtime;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Library;

/// <summary>
/// Works through the jobs of the library's films. A job is claimed in the database for a short time that its own progress
/// renews: one whose node was killed, or whose ffmpeg hangs, is free again seconds later, for that node or another. What a job
/// made becomes visible in the transaction that ends it, together with the jobs that follow; files that no transaction speaks
/// of are taken over or removed by the next attempt.
/// </summary>
internal sealed class VideoProcessing(
    IDatabase database,
    MediaFiles files,
    MediaTools tools,
    MediaOptions options,
    UploadOptions uploads,
    IBackplane backplane,
    VideoQueue queue,
    TimeProvider time,
    ILogger<VideoProcessing> logger)
{
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const int MostAttempts = 3;

    // What fails on a disk as full as this would have to be tried again anyway.
    private const long LeastFreeBytes = 1 << 20;

    private readonly ConcurrentDictionary<Job, CancellationTokenSource> running = new();
    private readonly JobStore jobs = new();
    private readonly LibraryStore library = new();
    private readonly ProcessingStore videos = new();
    private readonly PackageStore packages = new();
    private readonly JobPlan plan = new(options);
    private readonly FilmEncoding encoding = new(database, files, tools, options, uploads, time);
    private readonly FilmExtras extras = new(files, tools);
    private readonly FilmExamination examination = new(files, tools, time);

    /// <summary>Does the job of a lane that matters most. False when none waits.</summary>
    /// <exception cref="MediaToolException">Films cannot be worked on on this machine; the job waits on.</exception>
    public async Task<bool> ProcessNextAsync(JobLane lane, CancellationToken ct)
    {
        if (await ClaimAsync(lane, ct) is not { } job) return false;

        // A bell wakes one of those that wait at a lane; there may be work for the next.
        queue.Wake(lane);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(ct);
        running[job] = cancellation;
        try
        {
            ThrowWhereNobodyCouldWork(job.Video, uploads.KeepFreeBytes);
            var result = job.Attempt > MostAttempts
                ? JobResult.Failed(SentenceOfGivingUp(job.Kind))
                : await WorkAsync(new JobHold(database, backplane, job, time), cancellation.Token);
            if (result.Failure is not null) ThrowWhereNobodyCouldWork(job.Video, Math.Max(uploads.KeepFreeBytes, LeastFreeBytes));
            await FinishAsync(job, result);
        }
        catch (Exception exception) when (exception is JobLostException || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // Deleted, or another attempt has it: what it would have made is not wanted any more.
        }
        catch (Exception exception) when (Setback.Of(exception) is not null)
        {
            // The files of a video that is deleted are taken away under the work's hands: that is none.
            if (await ExistsAsync(job.Video)) await PostponeAsync(job, Setback.Of(exception)!);
        }
        catch (Exception exception) when (exception is OperationCanceledException or MediaToolException)
        {
            await database.WriteAsync(session => jobs.ReleaseAsync(session, job, note: null, countsAsAttempt: false), CancellationToken.None);
            throw;
        }
        finally
        {
            running.TryRemove(job, out _);
            MediaFiles.TryDeleteFolder(files.WorkFolder(job.Video, job.AttemptName));
            if (!await ExistsAsync(job.Video)) files.Delete(job.Video);
        }

        return true;
    }

    /// <summary>
    /// At start: a database in a file has one server, so what is claimed there is nobody's work. Elsewhere another node may be at
    /// it, and only the end of a claim tells.
    /// </summary>
    public async Task TakeBackAsync(CancellationToken ct)
    {
        if (ReferenceEquals(database.Dialect, Dialect.Sqlite)) await database.WriteAsync(session => jobs.UnclaimAllAsync(session), ct);
    }

    /// <summary>Ends the work on a video that was deleted. Its jobs are gone with it.</summary>
    public void Cancel(VideoId video)
    {
        foreach (var (job, cancellation) in running)
        {
            if (job.Video == video) cancellation.Cancel();
        }
    }

    /// <summary>Removes folders that no video has: uploads and deletions that a crash cut short.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        files.DeleteRemains();

        // Far longer than a door lets an upload pause, on this node or on another that shares the folder.
        foreach (var id in files.Untouched(time.GetUtcNow() - TimeSpan.FromHours(1)))
        {
            if (await ExistsAsync(id)) continue;
            files.Delete(id);
            LibraryLog.Swept(logger, id);
            ct.ThrowIfCancellationRequested();
        }
    }

    private Task<bool> ExistsAsync(VideoId id) => database.ReadAsync(session => library.ExistsAsync(session, id));

    private async Task<Job?> ClaimAsync(JobLane lane, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var row = await database.WriteAsync(
            async session =>
            {
                if (lane is JobLane.Quick) await jobs.AdoptUploadsAsync(session, now);
                var claimed = await jobs.ClaimAsync(session, lane, now, Lease);
                if (claimed is not null) await jobs.BeginAsync(session, new VideoId(claimed.VideoId));
                return claimed;
            },
            ct);
        if (row?.ToJob() is not { } job) return null;
        files.DeleteAttempts(job.Video, job.Prefix);
        return job;
    }

    private Task<JobResult> WorkAsync(JobHold hold, CancellationToken ct) => hold.Job.Kind switch
    {
        JobKind.Examine => ExamineAsync(hold, ct),
        JobKind.Copy or JobKind.First or JobKind.Rung => encoding.RunAsync(hold, ct),
        JobKind.Subtitles => ExtractSubtitlesAsync(hold, ct),
        JobKind.Storyboard => DrawStoryboardAsync(hold, ct),
    };

    private async Task<JobResult> ExamineAsync(JobHold hold, CancellationToken ct)
    {
        var video = hold.Job.Video;
        var found = await examination.RunAsync(hold, ct);
        return found.Fault is { } fault
            ? JobResult.Failed(fault, mayRetry: false, session => videos.ExaminedAsync(session, video, found, time.GetUtcNow()))
            : JobResult.Done(
                async session =>
                {
                    await videos.ExaminedAsync(session, video, found, time.GetUtcNow());
                    await plan.AfterExaminationAsync(session, video, found.Facts!, time.GetUtcNow());
                },
                PlayableRules.NoteOn(found.Facts!));
    }

    private async Task<JobResult> ExtractSubtitlesAsync(JobHold hold, CancellationToken ct)
    {
        var (tracks, lost) = await extras.ExtractSubtitlesAsync(hold, ct);
        return lost == 0
            ? JobResult.Done(SaveAsync)
            : JobResult.Failed(tracks.Count == 0 ? "The film's own subtitles cannot be read." : "Some of the film's own subtitles cannot be read.", mayRetry: false, SaveAsync);

        async Task SaveAsync(DbSession session)
        {
            for (var position = 0; position < tracks.Count; position++) await packages.SaveAsync(session, hold.Job.Video, tracks[position], position);
        }
    }

    private async Task<JobResult> DrawStoryboardAsync(JobHold hold, CancellationToken ct)
    {
        var board = await extras.DrawStoryboardAsync(hold, ct);
        return board is null
            ? JobResult.Failed("Previews of this film cannot be drawn.")
            : JobResult.Done(session => packages.SaveAsync(session, hold.Job.Video, board));
    }

    /// <exception cref="DiskFullException">What would be made has no place.</exception>
    /// <exception cref="FilmAwayException">There is nothing to make it of.</exception>
    private void ThrowWhereNobodyCouldWork(VideoId video, long freeBytes)
    {
        if (files.FreeBytes() < freeBytes) throw new DiskFullException();
        if (files.IsAway(video)) throw new FilmAwayException();
    }

    private async Task PostponeAsync(Job job, Setback setback)
    {
        if (setback.Counts && job.Attempt >= MostAttempts)
        {
            await FinishAsync(job, JobResult.Failed(setback.Sentence ?? SentenceOfGivingUp(job.Kind)));
            return;
        }

        var until = time.GetUtcNow() + setback.Wait;
        if (!await database.WriteAsync(session => jobs.ReleaseAsync(session, job, setback.Sentence, setback.Counts, until), CancellationToken.None)) return;
        LibraryLog.JobPostponed(logger, job.Kind, job.Video, setback.Sentence ?? "It was asked to end.");
        await backplane.PublishAsync(Library.ProcessingTopic, Encoding.UTF8.GetBytes(job.Video.Value));
    }

    private async Task FinishAsync(Job job, JobResult result)
    {
        var now = time.GetUtcNow();
        var isOver = result.Failure is null || !result.MayRetry || job.Attempt >= MostAttempts;
        var committed = await database.WriteAsync(
            async session =>
            {
                if (!isOver)
                {
                    await jobs.ReleaseAsync(session, job, note: null, countsAsAttempt: true);
                    return false;
                }

                if (!await jobs.FinishAsync(session, job, result.Failure, now, result.Note)) return false;
                if (result.Commit is not null) await result.Commit(session);
                if (result.Failure is { } sentence && ProcessingRules.IsNeededToPlay(job.Kind)) await videos.FailedAsync(session, job.Video, sentence, now);
                return true;
            },
            CancellationToken.None);
        if (!committed) return;
        LibraryLog.JobEnded(logger, job.Kind, job.Video, result.Failure is null ? "done" : "failed");
        queue.Wake();
        await backplane.PublishAsync(Library.ProcessingTopic, Encoding.UTF8.GetBytes(job.Video.Value));
    }

    private static string SentenceOfGivingUp(JobKind kind) => kind is JobKind.Examine
        ? "This film could not be examined; it may be damaged."
        : "This film could not be converted; it may be damaged.";
}
