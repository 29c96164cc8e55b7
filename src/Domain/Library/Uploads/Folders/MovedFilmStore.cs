using Matinee.Database;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>What films of folders are known by besides their paths.</summary>
internal sealed class MovedFilmStore
{
    public Task<IReadOnlyList<KnownFilm>> FindAsync(DbSession session, string identity) =>
        session.ListAsync<KnownFilm>("select path, video_id from folder_films where identity = @identity order by path", new { identity });

    public Task IdentifyAsync(DbSession session, string path, string identity) =>
        session.ExecuteAsync("update folder_films set identity = @identity where path = @path", new { path, identity });

    public Task MoveAsync(DbSession session, string from, string to) =>
        session.ExecuteAsync("update folder_films set path = @to where path = @from", new { from, to });
}

internal sealed class KnownFilm
{
    public string Path { get; init; } = string.Empty;

    public string VideoId { get; init; } = string.Empty;

    public VideoId Video => new(VideoId);
}
