using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>What the work on a film changes in the film's own row.</summary>
internal sealed class ProcessingStore
{
    /// <summary>Writes what the examination found. A film that browsers do not play as it is gets ready later, with its first segments.</summary>
    public Task ExaminedAsync(DbSession session, VideoId id, Inspection found, DateTimeOffset now) =>
        session.ExecuteAsync(
            """
            update videos
            set status = case when @Status = 'processing' and status = 'ready' then status else @Status end,
                failure = @Fault, has_poster = @HasPoster, container = @Container, duration = @Duration, width = @Width, height = @Height,
                video_codec = @PictureCodec, audio_codec = @SoundCodec, bitrate = @Bitrate, frame_rate = @FrameRate,
                plays_directly = @PlaysDirectly, notes = @Note, updated_at = @Now
            where id = @Id
            """,
            new
            {
                Id = id.Value,
                Status = VideoRow.Word(found.Fault is not null ? VideoStatus.Failed : found.PlaysDirectly ? VideoStatus.Ready : VideoStatus.Processing),
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
                PlaysDirectly = found.PlaysDirectly ? 1L : 0L,
                found.Note,
                Now = now.ToUnixTimeMilliseconds(),
            });

    /// <summary>Enough of the film is published to be watched.</summary>
    public Task BecameReadyAsync(DbSession session, VideoId id, DateTimeOffset now) =>
        session.ExecuteAsync(
            "update videos set status = 'ready', failure = null, updated_at = @Now where id = @Id and status <> 'ready'",
            new { Id = id.Value, Now = now.ToUnixTimeMilliseconds() });

    /// <summary>What was published of it is withdrawn, and more will come.</summary>
    public Task NotReadyAsync(DbSession session, VideoId id, DateTimeOffset now) =>
        session.ExecuteAsync(
            "update videos set status = 'processing', updated_at = @Now where id = @Id and status = 'ready' and plays_directly = 0",
            new { Id = id.Value, Now = now.ToUnixTimeMilliseconds() });

    /// <summary>Nothing can be played of it, and nothing will be.</summary>
    public Task FailedAsync(DbSession session, VideoId id, string sentence, DateTimeOffset now) =>
        session.ExecuteAsync(
            "update videos set status = 'failed', failure = @Sentence, updated_at = @Now where id = @Id and plays_directly = 0",
            new { Id = id.Value, Sentence = sentence, Now = now.ToUnixTimeMilliseconds() });
}
