using System.Globalization;
using Matinee.Database;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>
/// Knows films of folders again whose file was renamed or moved: one of the same size and time of change, where the old path
/// leads nowhere any more. Their videos stay what they are.
/// </summary>
internal sealed class MovedFilms(MediaFiles files)
{
    private readonly MovedFilmStore store = new();

    /// <summary>True when the film is in the library already, or was and is not wanted; its video then leads to the new path.</summary>
    public async Task<bool> FollowAsync(DbSession session, FileInfo film)
    {
        var known = (await store.FindAsync(session, IdentityOf(film))).FirstOrDefault(known => !File.Exists(known.Path));
        if (known is null) return false;
        await store.MoveAsync(session, known.Path, film.FullName);
        files.Relink(known.Video, film.FullName);
        return true;
    }

    public Task IdentifyAsync(DbSession session, FileInfo film) => store.IdentifyAsync(session, film.FullName, IdentityOf(film));

    private static string IdentityOf(FileInfo film) => string.Create(CultureInfo.InvariantCulture, $"{film.Length}:{film.LastWriteTimeUtc.Ticks}");
}
