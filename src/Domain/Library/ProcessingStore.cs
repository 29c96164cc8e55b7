using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>The queue of films to examine: it is the table of videos, so that nothing is forgotten by a restart.</summary>
internal sealed class ProcessingStore
{
    /// <summary>Takes the oldest film that waits, or whose node stopped renewing its claim; null when there is none.</summary>
    public async Task<VideoRow?> ClaimAsync(DbSession session, DateTimeOffset now, TimeSpan lease) =>
        await session.FindAsync<VideoRow>(
            """
            update videos
            set status = 'processing', attempts = attempts + 1, claimed_until = @Until
            where id = (select id from videos
                        where status = 'pending' or (status = 'processing' and claimed_until < @Now)
                        order by created_at limit 1)
              and (status = 'pending' or claimed_until < @Now)
            returning *
            """,
            new { Now = now.ToUnixTimeMilliseconds(), Until = (now + lease).ToUnixTimeMilliseconds() });

    public Task RenewAsync(DbSession session, VideoId id, DateTimeOffset until) =>
        session.ExecuteAsync(
            "update videos set claimed_until = @Until where id = @Id and status = 'processing'",
            new { Id = id.Value, Until = until.ToUnixTimeMilliseconds() });

    /// <summary>Puts a claimed film back. An attempt that the film is not to blame for is not counted.</summary>
    public Task ReleaseAsync(DbSession session, VideoId id, bool countsAsAttempt) =>
        session.ExecuteAsync(
            "update videos set status = 'pending', claimed_until = 0, attempts = attempts - @Uncounted where id = @Id and status = 'processing'",
            new { Id = id.Value, Uncounted = countsAsAttempt ? 0L : 1L });

    /// <summary>Writes what the examination found. A video that was deleted meanwhile stays so: false.</summary>
    public async Task<bool> FinishAsync(DbSession session, VideoId id, Inspection found, DateTimeOffset now) =>
        await session.ExecuteAsync(
            """
            update videos
            set status = @Status, failure = @Fault, has_poster = @HasPoster, container = @Container, duration = @Duration,
                width = @Width, height = @Height, video_codec = @PictureCodec, audio_codec = @SoundCodec, bitrate = @Bitrate,
                frame_rate = @FrameRate, claimed_until = 0, updated_at = @Now
            where id = @Id and status = 'processing'
            """,
            new
            {
                Id = id.Value,
                Status = VideoRow.Word(found.Fault is null ? VideoStatus.Ready : VideoStatus.Failed),
                found.Fault,
                HasPoster = found.Fault is null ? 1L : 0L,
                Container = found.Facts is { } facts ? VideoRow.Word(facts.Container) : null,
                found.Facts?.Duration,
                Width = (long?)found.Facts?.Picture?.Width,
                Height = (long?)found.Facts?.Picture?.Height,
                PictureCodec = found.Facts?.Picture?.Codec,
                SoundCodec = found.Facts?.Sound?.Codec,
                found.Facts?.Bitrate,
                found.Facts?.Picture?.FrameRate,
                Now = now.ToUnixTimeMilliseconds(),
            }) > 0;
}
