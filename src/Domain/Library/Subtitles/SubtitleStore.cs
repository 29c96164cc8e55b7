using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>Subtitles that were added to films.</summary>
internal sealed class SubtitleStore
{
    /// <summary>False when there is no such video any more.</summary>
    public async Task<bool> InsertAsync(DbSession session, Subtitle subtitle)
    {
        if (subtitle.IsDefault) await ClearDefaultAsync(session, subtitle.Video);
        return await session.ExecuteAsync(
            """
            insert into subtitles (id, video_id, language, label, is_default, is_forced, source, created_at)
            select @Id, id, @Language, @Label, @IsDefault, @IsForced, @Source, @CreatedAt from videos where id = @Video
            """,
            new
            {
                Id = subtitle.Id.Value,
                Video = subtitle.Video.Value,
                subtitle.Language,
                subtitle.Label,
                IsDefault = subtitle.IsDefault ? 1L : 0L,
                IsForced = subtitle.IsForced ? 1L : 0L,
                Source = VideoRow.Word(subtitle.Source),
                CreatedAt = subtitle.CreatedAt.ToUnixTimeMilliseconds(),
            }) > 0;
    }

    public async Task<IReadOnlyList<Subtitle>> ListAsync(DbSession session, VideoId video) =>
        [.. (await session.ListAsync<SubtitleRow>(
            "select * from subtitles where video_id = @Id order by created_at, id",
            new { Id = video.Value })).Select(row => row.ToSubtitle())];

    /// <param name="change">Checked and normalised.</param>
    public async Task<bool> UpdateAsync(DbSession session, VideoId video, SubtitleId id, SubtitleDetails change)
    {
        if (change.IsDefault is true) await ClearDefaultAsync(session, video);
        return await session.ExecuteAsync(
            """
            update subtitles
            set language = coalesce(@Language, language), label = coalesce(@Label, label), is_default = coalesce(@IsDefault, is_default)
            where id = @Id and video_id = @Video
            """,
            new
            {
                Id = id.Value,
                Video = video.Value,
                change.Language,
                change.Label,
                IsDefault = change.IsDefault is { } isDefault ? (isDefault ? 1L : 0L) : (long?)null,
            }) > 0;
    }

    public async Task<bool> DeleteAsync(DbSession session, VideoId video, SubtitleId id) =>
        await session.ExecuteAsync("delete from subtitles where id = @Id and video_id = @Video", new { Id = id.Value, Video = video.Value }) > 0;

    public Task DeleteAllAsync(DbSession session, VideoId video) =>
        session.ExecuteAsync("delete from subtitles where video_id = @Id", new { Id = video.Value });

    private static Task ClearDefaultAsync(DbSession session, VideoId video) =>
        session.ExecuteAsync("update subtitles set is_default = 0 where video_id = @Id", new { Id = video.Value });

    private sealed class SubtitleRow
    {
        public string Id { get; init; } = string.Empty;

        public string VideoId { get; init; } = string.Empty;

        public string Language { get; init; } = string.Empty;

        public string Label { get; init; } = string.Empty;

        public long IsDefault { get; init; }

        public long IsForced { get; init; }

        public string Source { get; init; } = string.Empty;

        public long CreatedAt { get; init; }

        public Subtitle ToSubtitle() => new(
            new SubtitleId(Id),
            new VideoId(VideoId),
            Language,
            Label,
            IsDefault != 0,
            IsForced != 0,
            Enum.Parse<SubtitleSource>(Source, ignoreCase: true),
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt));
    }
}
