using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>How far an import is.</summary>
public sealed record FolderProgress(int Done, int Total, string Title);

/// <summary>What an import brought in.</summary>
public sealed record FolderImport(int Films, int Subtitles);

/// <summary>
/// Brings films into the library that lie in folders of this machine. They stay where they are: the library has a link to each,
/// and the text of the subtitles beside them. Deleting such a video deletes those and the link. Only the operator names folders, never a client.
/// </summary>
public sealed class FolderFilms(IDatabase database, MediaFiles files, Subtitles subtitles, VideoQueue queue, TimeProvider time)
{
    // A file that was written to a moment ago may still be on its way.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(41);

    private readonly MovedFilms moved = new(files);
    private readonly FolderStore store = new();
    private readonly LibraryStore library = new();
    private readonly SidecarSubtitles sidecars = new(database, subtitles, time);

    /// <summary>Takes in what is new under the folder, or the one film, and what subtitles are new beside it and known films.</summary>
    /// <param name="owner">An account, or an id of nobody's for films that belong to the administrators.</param>
    /// <param name="progress">Told after each new film.</param>
    /// <exception cref="IOException">The folder cannot be read, or the library's not written.</exception>
    public async Task<FolderImport> ImportAsync(
        string path, AccountId owner, Visibility visibility, bool onlySettled, Action<FolderProgress>? progress, CancellationToken ct)
    {
        var known = await database.ReadAsync(store.KnownAsync, ct);
        var latest = onlySettled ? (time.GetUtcNow() - Settled).UtcDateTime : DateTime.MaxValue;
        var found = FolderScan.Find(Path.GetFullPath(path));
        var added = found.Where(one => !known.ContainsKey(one.Film.FullName) && one.Film.Length > 0 && one.Film.LastWriteTimeUtc < latest).ToList();
        var (films, texts, done) = (0, 0, 0);
        foreach (var one in added)
        {
            ct.ThrowIfCancellationRequested();
            var title = FilmNameRules.TitleOf(one.Film.Name);
            if (await AddAsync(one.Film, title, owner, visibility) is { } video)
            {
                films++;
                texts += await sidecars.TakeInAsync(video, Written(one), ct);
            }

            progress?.Invoke(new FolderProgress(++done, added.Count, title));
        }

        queue.Wake();
        foreach (var one in found)
        {
            if (known.GetValueOrDefault(one.Film.FullName) is { } video) texts += await sidecars.TakeInAsync(video, Written(one), ct);
        }

        return new FolderImport(films, texts);

        IReadOnlyList<FoundSidecar> Written(FoundFilm one) => [.. one.Sidecars.Where(sidecar => sidecar.File.LastWriteTimeUtc < latest)];
    }

    /// <summary>Null when another node was faster.</summary>
    private async Task<VideoId?> AddAsync(FileInfo film, string title, AccountId owner, Visibility visibility)
    {
        var id = new VideoId(NewId.At(time));
        var details = new VideoDetails { Title = title, Visibility = visibility };
        var video = Uploads.VideoOf(id, new UploadId(NewId.At(time)), owner, film.Length, film.Name, details, time.GetUtcNow()) with { Source = VideoSource.Folder };
        files.MakeFolder(id);
        File.CreateSymbolicLink(files.FilmPath(id), film.FullName);
        var isNew = await database.WriteAsync(session => InsertAsync(session, film, video), CancellationToken.None);
        if (isNew) return id;
        files.Delete(id);
        return null;
    }

    private async Task<bool> InsertAsync(DbSession session, FileInfo film, Video video)
    {
        if (await moved.FollowAsync(session, film) || !await store.RememberAsync(session, film.FullName, video.Id)) return false;
        await moved.IdentifyAsync(session, film);
        await library.InsertAsync(session, video);
        return true;
    }
}
