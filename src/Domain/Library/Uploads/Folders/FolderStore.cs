using Matinee.Database;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>Films that lie in folders of the machine, and the subtitles beside them.</summary>
internal sealed class FolderStore
{
    /// <summary>The paths that are in the library.</summary>
    public async Task<IReadOnlySet<string>> KnownAsync(DbSession session) =>
        (await session.ListAsync<string>("select path from folder_films order by path")).ToHashSet(StringComparer.Ordinal);

    /// <summary>False when another node was faster. Remembered for good: a film that was deleted from the library is not brought in again.</summary>
    public async Task<bool> RememberAsync(DbSession session, string path, VideoId video) =>
        await session.ExecuteAsync(
            "insert into folder_films (path, video_id) values (@path, @Video) on conflict (path) do nothing",
            new { path, Video = video.Value }) > 0;

    public Task AddSidecarAsync(DbSession session, VideoId video, Sidecar sidecar) =>
        session.ExecuteAsync(
            "insert into sidecar_subtitles (video_id, path, language) values (@Video, @Path, @Language) on conflict (video_id, path) do nothing",
            new { Video = video.Value, sidecar.Path, sidecar.Language });

    public async Task<IReadOnlyList<Sidecar>> SidecarsAsync(DbSession session, VideoId video) =>
        [.. (await session.ListAsync<SidecarRow>(
            "select path, language from sidecar_subtitles where video_id = @Video order by path",
            new { Video = video.Value })).Select(row => new Sidecar(row.Path, row.Language))];

    private sealed class SidecarRow
    {
        public string Path { get; init; } = string.Empty;

        public string? Language { get; init; }
    }
}
