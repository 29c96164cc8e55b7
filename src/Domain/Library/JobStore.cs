using Matinee.Database;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>The queue of work on videos, in the database so that a restart neither forgets nor repeats any.</summary>
internal sealed class JobStore
{
    /// <summary>Gives every video that waits its first job: an upload does no more than add its video.</summary>
    public Task AdoptUploadsAsync(DbSession session, DateTimeOffset now) =>
        session.ExecuteAsync(
            """
            insert into jobs (video_id, kind, lines, lane, priority, state, created_at, updated_at)
            select id, 'examine', 0, 'quick', 0, 'waiting', created_at, @Now from videos
            where status = 'pending' and not exists (select 1 from jobs where jobs.video_id = videos.id)
            on conflict do nothing
            """,
            new { Now = now.ToUnixTimeMilliseconds() });

    /// <summary>Takes the job of a lane that matters most, of those that wait or whose node fell silent; null when there is none.</summary>
    public async Task<JobRow?> ClaimAsync(DbSession session, JobLane lane, DateTimeOffset now, TimeSpan lease) =>
        await session.FindAsync<JobRow>(
            """
            update jobs
            set state = 'running', failure = null, attempts = attempts + 1, claimed_until = @Until, updated_at = @Now
            where (video_id, kind, lines) = (
                select video_id, kind, lines from jobs
                where lane = @Lane and ((state = 'waiting' and not_before <= @Now) or (state = 'running' and claimed_until < @Now))
                order by priority, created_at, video_id limit 1)
              and (state = 'waiting' or (state = 'running' and claimed_until < @Now))
            returning *
            """,
            new { Lane = VideoRow.Word(lane), Now = now.ToUnixTimeMilliseconds(), Until = (now + lease).ToUnixTimeMilliseconds() });

    /// <summary>Nobody works on any job: those that are claimed were their node's when it died.</summary>
    public Task UnclaimAllAsync(DbSession session) => session.ExecuteAsync("update jobs set claimed_until = 0 where state = 'running'");

    /// <summary>The film of a first job is being worked on from now on.</summary>
    public Task BeginAsync(DbSession session, VideoId video) =>
        session.ExecuteAsync("update videos set status = 'processing' where id = @Id and status = 'pending'", new { Id = video.Value });

    /// <summary>Says how far it is and that somebody is at it. False: another attempt has it, or its video is gone.</summary>
    public async Task<bool> ReportAsync(DbSession session, Job job, double percent, double? remaining, DateTimeOffset now, TimeSpan lease) =>
        await session.ExecuteAsync(
            $"update jobs set percent = @Percent, seconds_remaining = @Remaining, claimed_until = @Until, updated_at = @Now {Held}",
            new
            {
                Video = job.Video.Value,
                Kind = VideoRow.Word(job.Kind),
                Lines = (long)job.Lines,
                Attempt = (long)job.Attempt,
                Percent = percent,
                Remaining = remaining,
                Now = now.ToUnixTimeMilliseconds(),
                Until = (now + lease).ToUnixTimeMilliseconds(),
            }) > 0;

    /// <summary>Puts it back. An attempt that the film is not to blame for is not counted.</summary>
    /// <param name="note">A sentence on what it waits for.</param>
    /// <param name="notBefore">When it may be tried again; null for at once.</param>
    public async Task<bool> ReleaseAsync(DbSession session, Job job, string? note, bool countsAsAttempt, DateTimeOffset? notBefore = null) =>
        await session.ExecuteAsync(
            $"""
            update jobs set state = 'waiting', claimed_until = 0, failure = @Note, attempts = attempts - @Uncounted, not_before = @NotBefore,
                            seconds_remaining = null
            {Held}
            """,
            new
            {
                Video = job.Video.Value,
                Kind = VideoRow.Word(job.Kind),
                Lines = (long)job.Lines,
                Attempt = (long)job.Attempt,
                Note = note,
                Uncounted = countsAsAttempt ? 0L : 1L,
                NotBefore = notBefore?.ToUnixTimeMilliseconds() ?? 0L,
            }) > 0;

    /// <summary>False: another attempt has it, or its video is gone; nothing may then be published.</summary>
    /// <param name="failure">Null for a job that is done.</param>
    /// <param name="note">A sentence on a job that is done.</param>
    public async Task<bool> FinishAsync(DbSession session, Job job, string? failure, DateTimeOffset now, string? note = null) =>
        await session.ExecuteAsync(
            $"""
            update jobs set state = @State, failure = @Failure, claimed_until = 0, seconds_remaining = null, updated_at = @Now,
                            percent = case when @State = 'done' then 100 else percent end
            {Held}
            """,
            new
            {
                Video = job.Video.Value,
                Kind = VideoRow.Word(job.Kind),
                Lines = (long)job.Lines,
                Attempt = (long)job.Attempt,
                State = failure is null ? "done" : "failed",
                Failure = failure ?? note,
                Now = now.ToUnixTimeMilliseconds(),
            }) > 0;

    public Task AddAsync(DbSession session, VideoId video, JobKind kind, JobLane lane, int lines, int priority, DateTimeOffset now) =>
        session.ExecuteAsync(
            """
            insert into jobs (video_id, kind, lines, lane, priority, state, created_at, updated_at)
            values (@Video, @Kind, @Lines, @Lane, @Priority, 'waiting', @Now, @Now)
            on conflict do nothing
            """,
            new
            {
                Video = video.Value,
                Kind = VideoRow.Word(kind),
                Lane = VideoRow.Word(lane),
                Lines = (long)lines,
                Priority = (long)priority,
                Now = now.ToUnixTimeMilliseconds(),
            });

    public Task<IReadOnlyList<JobRow>> ListAsync(DbSession session, VideoId video) =>
        session.ListAsync<JobRow>("select * from jobs where video_id = @Id order by priority, lines", new { Id = video.Value });

    /// <summary>How many other films its lane works on first.</summary>
    public async Task<int> AheadAsync(DbSession session, JobRow waiting, DateTimeOffset now) =>
        (int)await session.ScalarAsync<long>(
            """
            select count(distinct video_id) from jobs
            where lane = @Lane and video_id <> @VideoId
              and (state = 'running' or (state = 'waiting' and not_before <= @Now and (priority, created_at, video_id) < (@Priority, @CreatedAt, @VideoId)))
            """,
            new { waiting.Lane, waiting.VideoId, waiting.Priority, waiting.CreatedAt, Now = now.ToUnixTimeMilliseconds() });

    public Task DeleteAsync(DbSession session, VideoId video) =>
        session.ExecuteAsync("delete from jobs where video_id = @Id", new { Id = video.Value });

    // An attempt that is no longer the newest, or whose claim somebody else finished, holds nothing.
    private const string Held = "where video_id = @Video and kind = @Kind and lines = @Lines and attempts = @Attempt and state = 'running'";
}
