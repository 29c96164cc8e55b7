namespace Matinee.Domain.Library;

/// <summary>Looks through folders for films and the subtitles that belong to them.</summary>
internal static class FolderScan
{
    private const int DeepestFolder = 32;

    // Links are not followed: they may lead in circles, or out of what the operator meant.
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = DeepestFolder,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
    };

    /// <param name="path">A film, or a folder with all that is under it.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<FoundFilm> Find(string path)
    {
        if (!File.Exists(path)) return Within(path, Everything);
        if (!FilmNameRules.IsFilm(path) || Path.GetDirectoryName(path) is not { } folder) return [];

        // Its neighbours say which subtitles are theirs.
        var near = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, AttributesToSkip = Everything.AttributesToSkip };
        var found = Within(folder, near).FirstOrDefault(one => string.Equals(one.Film.FullName, path, StringComparison.Ordinal));
        return [found ?? new FoundFilm(new FileInfo(path), [])];
    }

    private static IReadOnlyList<FoundFilm> Within(string folder, EnumerationOptions options)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles("*", options)
            .Where(file => FilmNameRules.IsFilm(file.Name) || SidecarNameRules.IsSubtitle(file.Name))
            .OrderBy(file => file.FullName, StringComparer.Ordinal)
            .ToList();
        var films = files.Where(file => FilmNameRules.IsFilm(file.Name)).GroupBy(file => file.DirectoryName!, StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var sidecars = files.Where(file => SidecarNameRules.IsSubtitle(file.Name)).Select(file => SidecarOf(file, films)).OfType<(FileInfo Film, FoundSidecar Sidecar)>()
            .ToLookup(pair => pair.Film.FullName, pair => pair.Sidecar, StringComparer.Ordinal);
        return [.. films.Values.SelectMany(group => group).OrderBy(film => film.FullName, StringComparer.Ordinal).Select(film => new FoundFilm(film, [.. sidecars[film.FullName]]))];
    }

    /// <summary>Null when it belongs to no film, or nobody can tell to which.</summary>
    private static (FileInfo Film, FoundSidecar Sidecar)? SidecarOf(FileInfo file, Dictionary<string, List<FileInfo>> films)
    {
        var folder = file.Directory!;
        if (films.TryGetValue(folder.FullName, out var beside)) return Named(file, beside);
        if (IsForSubtitles(folder) && folder.Parent is { } above && films.TryGetValue(above.FullName, out var near))
            return Named(file, near) ?? (near is [var only] ? (only, new FoundSidecar(file, SidecarNameRules.OnItsOwn(file.Name))) : null);

        // Subs/NAME OF THE FILM/2_English.srt, as series have it.
        if (folder.Parent is not { } parent || !IsForSubtitles(parent) || parent.Parent is not { } root || !films.TryGetValue(root.FullName, out var all)) return null;
        var named = all.FirstOrDefault(film => string.Equals(NameOf(film), folder.Name, StringComparison.OrdinalIgnoreCase));
        return named is null ? null : (named, new FoundSidecar(file, SidecarNameRules.OnItsOwn(file.Name)));
    }

    /// <summary>Of "Film" and "Film.2" the longer name has "Film.2.srt".</summary>
    private static (FileInfo Film, FoundSidecar Sidecar)? Named(FileInfo file, IEnumerable<FileInfo> films) =>
        films.Where(film => SidecarNameRules.IsBeside(NameOf(film), file.Name)).MaxBy(film => film.Name.Length) is { } film
            ? (film, new FoundSidecar(file, SidecarNameRules.Beside(NameOf(film), file.Name)))
            : null;

    private static bool IsForSubtitles(DirectoryInfo folder) =>
        folder.Name.Equals("subs", StringComparison.OrdinalIgnoreCase) || folder.Name.Equals("subtitles", StringComparison.OrdinalIgnoreCase);

    private static string NameOf(FileInfo film) => Path.GetFileNameWithoutExtension(film.Name);
}

internal sealed record FoundFilm(FileInfo Film, IReadOnlyList<FoundSidecar> Sidecars);

internal sealed record FoundSidecar(FileInfo File, SidecarName Name);
