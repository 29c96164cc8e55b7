using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>A subtitle file beside a film.</summary>
/// <param name="Language">As the name says it, such as <c>de</c>; null when it says none.</param>
public sealed record Sidecar(string Path, string? Language);

/// <summary>How far an import is.</summary>
public sealed record FolderProgress(int Done, int Total, string Title);

/// <summary>
/// Brings films into the library that lie in folders of this machine. They stay where they are: the library has a link to each.
/// Deleting such a video deletes the link. Only the operator names folders, never a client.
/// </summary>
public sealed class FolderFilms(IDatabase database, MediaFiles files, VideoQueue queue, TimeProvider time)
{
    // A file that was written to a moment ago may still be on its way.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(41);

    private readonly MovedFilms moved = new(files);
    private readonly FolderStore store = new();
    private readonly LibraryStore library = new();

    /// <summary>Takes in what is new under the folder, or the one film; answers how many films that were.</summary>
    /// <param name="owner">An account, or an id of nobody's for films that belong to the administrators.</param>
    /// <param name="progress">Told after each film.</param>
    /// <exception cref="IOException">The folder cannot be read, or the library's not written.</exception>
    public async Task<int> ImportAsync(
        string path, AccountId owner, Visibility visibility, bool onlySettled, Action<FolderProgress>? progress, CancellationToken ct)
    {
        var known = await database.ReadAsync(store.KnownAsync, ct);
        var latest = time.GetUtcNow() - Settled;
        var found = Find(Path.GetFullPath(path))
            .Where(film => !known.Contains(film.FullName) && film.Length > 0 && (!onlySettled || film.LastWriteTimeUtc < latest.UtcDateTime))
            .OrderBy(film => film.FullName, StringComparer.Ordinal)
            .ToList();
        var count = 0;
        foreach (var film in found)
        {
            ct.ThrowIfCancellationRequested();
            var title = FilmNameRules.TitleOf(film.Name);
            if (await AddAsync(film, title, owner, visibility)) count++;
            progress?.Invoke(new FolderProgress(count, found.Count, title));
        }

        queue.Wake();
        return count;
    }

    public Task<IReadOnlyList<Sidecar>> SidecarsAsync(VideoId video, CancellationToken ct) =>
        database.ReadAsync(session => store.SidecarsAsync(session, video), ct);

    // Links are not followed: they may lead in circles, or out of what the operator meant.
    private static IEnumerable<FileInfo> Find(string path)
    {
        if (File.Exists(path)) return FilmNameRules.IsFilm(path) ? [new FileInfo(path)] : [];
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };
        return new DirectoryInfo(path).EnumerateFiles("*", options).Where(file => FilmNameRules.IsFilm(file.Name));
    }

    private async Task<bool> AddAsync(FileInfo film, string title, AccountId owner, Visibility visibility)
    {
        var id = new VideoId(NewId.At(time));
        var details = new VideoDetails { Title = title, Visibility = visibility };
        var video = Uploads.VideoOf(id, new UploadId(NewId.At(time)), owner, film.Length, film.Name, details, time.GetUtcNow()) with { Source = VideoSource.Folder };
        files.MakeFolder(id);
        File.CreateSymbolicLink(files.FilmPath(id), film.FullName);
        var isNew = await database.WriteAsync(session => InsertAsync(session, film, video), CancellationToken.None);
        if (!isNew) files.Delete(id);
        return isNew;
    }

    private async Task<bool> InsertAsync(DbSession session, FileInfo film, Video video)
    {
        if (await moved.FollowAsync(session, film) || !await store.RememberAsync(session, film.FullName, video.Id)) return false;
        await moved.IdentifyAsync(session, film);
        await library.InsertAsync(session, video);
        foreach (var sidecar in SidecarsOf(film)) await store.AddSidecarAsync(session, video.Id, sidecar);
        return true;
    }

    private static IEnumerable<Sidecar> SidecarsOf(FileInfo film)
    {
        var name = Path.GetFileNameWithoutExtension(film.Name);
        return from file in film.Directory?.EnumerateFiles() ?? []
               where FilmNameRules.IsSidecar(name, file.Name)
               orderby file.Name
               select new Sidecar(file.FullName, FilmNameRules.LanguageOf(name, file.Name));
    }
}
