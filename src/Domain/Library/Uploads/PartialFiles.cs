using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>
/// Unfinished films: <c>{Folder}/uploads/{uploadId}</c>, on the file system of the finished ones, so that finishing is a rename.
/// Opening one for writing locks it against all others, on this node and on those that share the folder; the lock of a process
/// that was killed is gone.
/// </summary>
internal sealed class PartialFiles(MediaOptions options, MediaFiles films)
{
    private readonly string folder = Path.GetFullPath(Path.Combine(options.Folder, "uploads"));

    /// <summary>False when the disk is full or broken; true with null when somebody else has it open.</summary>
    public bool TryOpen(UploadId upload, out FileStream? file)
    {
        file = null;
        try
        {
            Directory.CreateDirectory(folder);
            file = new FileStream(PathOf(upload), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: true);
            return true;
        }
        catch (IOException)
        {
            return File.Exists(PathOf(upload));
        }
    }

    /// <summary>Makes it the film of the video. Doing it again, after a crash came between this and the commit, does no harm. False when there are no bytes.</summary>
    public bool Move(UploadId upload, VideoId video)
    {
        films.MakeFolder(video);
        var film = films.FilmPath(video);
        if (File.Exists(PathOf(upload))) File.Move(PathOf(upload), film, overwrite: true);
        if (!File.Exists(film)) return false;

        // Makes the rename durable too: the file systems of Linux commit it with the file that was renamed.
        using var handle = File.OpenHandle(film, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(handle);
        return true;
    }

    public void Delete(UploadId upload)
    {
        if (Directory.Exists(folder)) File.Delete(PathOf(upload));
    }

    /// <summary>Uploads that have a file to which nothing was written since <paramref name="before"/>.</summary>
    public IReadOnlyList<UploadId> Untouched(DateTimeOffset before)
    {
        if (!Directory.Exists(folder)) return [];
        return [.. from path in Directory.EnumerateFiles(folder)
            let name = Path.GetFileName(path)
            where Guid.TryParseExact(name, "D", out _) && File.GetLastWriteTimeUtc(path) < before.UtcDateTime
            select new UploadId(name)];
    }

    private string PathOf(UploadId upload) =>
        Guid.TryParseExact(upload.Value, "D", out _)
            ? Path.Combine(folder, upload.Value)
            : throw new ArgumentException("An upload id is a UUID.", nameof(upload));
}
