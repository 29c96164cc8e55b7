using Matinee.Domain.Kernel;

namespace Matinee.Domain.Media;

/// <summary>
/// The films on disk: <c>{Folder}/{videoId}/</c> holds <c>film</c>, <c>poster.jpg</c>, what players are offered in
/// <c>stream/</c>, subtitles that were added to it in <c>subtitles/</c>, and below <c>work/</c> a folder for each attempt to make more of that. All names are our own; what a client
/// called its file never reaches the file system.
/// </summary>
public sealed class MediaFiles(MediaOptions options)
{
    private const string Removed = ".removed";

    private readonly string root = Path.GetFullPath(options.Folder);

    public string FilmPath(VideoId video) => Path.Combine(FolderOf(video), "film");

    public string PosterPath(VideoId video) => Path.Combine(FolderOf(video), "poster.jpg");

    /// <summary>What is published: a folder for each rendition, and files beside them.</summary>
    public string StreamFolder(VideoId video) => Path.Combine(FolderOf(video), "stream");

    /// <summary>WebVTT of a subtitle that was added; nothing that is made of the film touches it.</summary>
    public string SubtitlePath(VideoId video, string name) => Path.Combine(FolderOf(video), "subtitles", name + ".vtt");

    /// <summary>The file is there with all of its text, or not at all.</summary>
    internal void WriteSubtitle(VideoId video, string name, ReadOnlySpan<byte> text)
    {
        var path = SubtitlePath(video, name);
        var partial = path + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(text);
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, path);
    }

    internal void DeleteSubtitle(VideoId video, string name)
    {
        try
        {
            File.Delete(SubtitlePath(video, name));
        }
        catch (DirectoryNotFoundException)
        {
            // Gone with its video.
        }
    }

    /// <summary>Where one attempt of a job works; nothing there is ever served.</summary>
    internal string WorkFolder(VideoId video, string attempt) => Path.Combine(WorkFolder(video), attempt);

    internal string WorkFolder(VideoId video) => Path.Combine(FolderOf(video), "work");

    /// <summary>Removes what attempts of a job left behind when their node was killed.</summary>
    /// <param name="prefix">What the names of all attempts begin with.</param>
    internal void DeleteAttempts(VideoId video, string prefix)
    {
        if (!Directory.Exists(WorkFolder(video))) return;
        foreach (var folder in Directory.EnumerateDirectories(WorkFolder(video), prefix + "*")) DeleteFolder(folder);
    }

    /// <exception cref="IOException">Somebody still writes there, or may not be disturbed.</exception>
    internal static void DeleteFolder(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Already gone, which is what was wanted.
        }
    }

    /// <summary>Lets a film that is a link lead to another path, in one step. Nothing happens where there is no such link.</summary>
    internal void Relink(VideoId video, string target)
    {
        if (new FileInfo(FilmPath(video)).LinkTarget is null) return;
        var link = FilmPath(video) + ".link";
        File.Delete(link);
        File.CreateSymbolicLink(link, target);
        File.Move(link, FilmPath(video), overwrite: true);
    }

    public void MakeFolder(VideoId video) => Directory.CreateDirectory(FolderOf(video));

    /// <summary>Takes the video's folder away in one step, whoever still writes there, and then removes it. What resists is swept later.</summary>
    public void Delete(VideoId video)
    {
        var (folder, removed) = (FolderOf(video), FolderOf(video) + Removed);
        TryDeleteFolder(removed);
        try
        {
            Directory.Move(folder, removed);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }
        catch (IOException)
        {
            removed = folder;
        }

        TryDeleteFolder(removed);
    }

    /// <summary>Removes what deletions had to leave.</summary>
    internal void DeleteRemains()
    {
        if (!Directory.Exists(root)) return;
        foreach (var folder in Directory.EnumerateDirectories(root, "*" + Removed)) TryDeleteFolder(folder);
    }

    internal static void TryDeleteFolder(string folder)
    {
        try
        {
            DeleteFolder(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nothing refers to it any more; the sweep comes by again.
        }
    }

    /// <summary>The film is a link into a folder of the machine, and there is nothing at its end now.</summary>
    public bool IsAway(VideoId video) =>
        new FileInfo(FilmPath(video)) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: true };

    /// <summary>Bytes that may still be written where the films lie.</summary>
    public long FreeBytes()
    {
        Directory.CreateDirectory(root);
        return new DriveInfo(root).AvailableFreeSpace;
    }

    /// <summary>The videos that have a folder which nothing was written to since <paramref name="before"/>.</summary>
    public IReadOnlyList<VideoId> Untouched(DateTimeOffset before)
    {
        if (!Directory.Exists(root)) return [];
        return [.. from folder in Directory.EnumerateDirectories(root)
            let name = Path.GetFileName(folder)
            where Guid.TryParseExact(name, "D", out _) && LastWrite(folder) < before.UtcDateTime
            select new VideoId(name)];
    }

    private static DateTime LastWrite(string folder) =>
        Directory.EnumerateFiles(folder).Select(File.GetLastWriteTimeUtc).Append(Directory.GetLastWriteTimeUtc(folder)).Max();

    private string FolderOf(VideoId video) =>
        Guid.TryParseExact(video.Value, "D", out _)
            ? Path.Combine(root, video.Value)
            : throw new ArgumentException("A video id is a UUID.", nameof(video));
}
