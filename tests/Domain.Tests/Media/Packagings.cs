using Matinee.Domain.Accounts;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Domain.Tests.Library;

namespace Matinee.Domain.Tests.Media;

/// <summary>Films that were uploaded and worked on to the end, once for the tests of a class.</summary>
public sealed class Packagings(LongClips clips) : IAsyncLifetime
{
    private readonly SqliteTestDatabase database = new();
    private LibraryParts parts = null!;

    public LongClips Clips => clips;

    internal LibraryParts Parts => parts;

    internal Caller Owner { get; } = LibraryParts.NewCaller();

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        parts = new LibraryParts(database.Database);
    }

    public async Task<(Video Video, Package Package)> PackageAsync(string clip)
    {
        var uploaded = await parts.UploadAsync(Owner, await File.ReadAllBytesAsync(clip));
        await parts.ProcessAllAsync();
        return ((await parts.Library.FindAsync(uploaded.Id, default))!, await parts.PackageOfAsync(uploaded.Id));
    }

    /// <summary>A rendition as one file, as players put it together.</summary>
    public string Joined(Video video, Rendition rendition)
    {
        var folder = Path.Combine(parts.Files.StreamFolder(video.Id), rendition.Name);
        var path = Clips.NewPath($"{video.Id}-{rendition.Name}.mp4");
        using var joined = File.Create(path);
        foreach (var name in Enumerable.Range(0, rendition.Durations.Count).Select(Rendition.FileOf).Prepend(Rendition.InitFile))
            joined.Write(File.ReadAllBytes(Path.Combine(folder, name)));
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await parts.DisposeAsync();
        await database.DisposeAsync();
    }
}
