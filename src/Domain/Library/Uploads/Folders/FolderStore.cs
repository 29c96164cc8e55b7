using Matinee.Database;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>Films that lie in folders of the machine, and the subtitles beside them.</summary>
internal sealed class FolderStore
{
    /// <summary>The paths that were brought in, with the videos that they became; null for those that were deleted since.</summary>
    public async Task<IReadOnlyDictionary<string, VideoId?>> KnownAsync(DbSession session) =>
        (await session.ListAsync<FilmRow>(
            "select path, videos.id as video_id from folder_films left join videos on videos.id = folder_films.video_id order by path"))
        .ToDictionary(row => row.Path, row => row.VideoId is { } id ? new VideoId(id) : (VideoId?)null, StringComparer.Ordinal);

    /// <summary>False when another node was faster. Remembered for good: a film that was deleted from the library is not brought in again.</summary>
    public async Task<bool> RememberAsync(DbSession session, string path, VideoId video) =>
        await session.ExecuteAsync(
            "insert into folder_films (path, video_id) values (@path, @Video) on conflict (path) do nothing",
            new { path, Video = video.Value }) > 0;

    /// <summary>The files beside a film that were looked at, each in the state in which it was.</summary>
    public async Task<IReadOnlyDictionary<string, Sidecar>> SidecarsAsync(DbSession session, VideoId video) =>
        (await session.ListAsync<SidecarRow>(
            "select path, written_at, subtitle_id from sidecar_subtitles where video_id = @Video order by path",
            new { Video = video.Value })).ToDictionary(row => row.Path, row => row.ToSidecar(), StringComparer.Ordinal);

    /// <summary>False when another node was faster.</summary>
    public async Task<bool> SaveAsync(DbSession session, VideoId video, Sidecar sidecar) =>
        await session.ExecuteAsync(
            """
            insert into sidecar_subtitles (video_id, path, written_at, subtitle_id) values (@Video, @Path, @WrittenAt, @Subtitle)
            on conflict (video_id, path) do update set written_at = excluded.written_at, subtitle_id = excluded.subtitle_id
            where sidecar_subtitles.written_at <> excluded.written_at
            """,
            new { Video = video.Value, sidecar.Path, WrittenAt = sidecar.WrittenAt.ToUnixTimeMilliseconds(), Subtitle = sidecar.Subtitle?.Value }) > 0;

    private sealed class FilmRow
    {
        public string Path { get; init; } = string.Empty;

        public string? VideoId { get; init; }
    }

    private sealed class SidecarRow
    {
        public string Path { get; init; } = string.Empty;

        public long WrittenAt { get; init; }

        public string? SubtitleId { get; init; }

        public Sidecar ToSidecar() =>
            new(Path, DateTimeOffset.FromUnixTimeMilliseconds(WrittenAt), SubtitleId is { } id ? new SubtitleId(id) : null);
    }
}

/// <summary>A subtitle file beside a film that was looked at.</summary>
/// <param name="WrittenAt">When the file was written to last; another time is another text.</param>
/// <param name="Subtitle">What it became; null when it could not be read.</param>
internal sealed record Sidecar(string Path, DateTimeOffset WrittenAt, SubtitleId? Subtitle);
