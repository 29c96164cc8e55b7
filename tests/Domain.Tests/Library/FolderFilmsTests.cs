using Matinee.Domain.Kernel;
using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

public sealed class FolderFilmsOnSqlite(SqliteTestDatabase database) : FolderFilmsTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class FolderFilmsOnPostgres(PostgresTestDatabase database) : FolderFilmsTests(database), IClassFixture<PostgresTestDatabase>;

public abstract class FolderFilmsTests(TestDatabase database) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("matinee-folder-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Films_come_in_without_being_copied_and_once()
    {
        await using var parts = new LibraryParts(database.Database);
        var ana = LibraryParts.NewCaller();
        var path = Write("sub/The.Third.Man.1949.1080p.mkv", 1000);
        Write("sub/The.Third.Man.1949.1080p.nfo", 10);
        Write("empty.mp4", 0);
        Write("notes.txt", 10);
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "link.mkv"), path);
        var told = new List<FolderProgress>();

        Assert.Equal(1, await ImportAsync(parts, ana.Account, told.Add));
        Assert.Equal(0, await ImportAsync(parts, ana.Account));

        Assert.Equal(new FolderProgress(1, 1, "The Third Man (1949)"), Assert.Single(told));
        var video = Assert.Single((await parts.Library.ListAsync(ana, new VideoQuery(new PageRequest(1, 20), Uploader: ana.Account), Ct)).OrThrow().Items);
        Assert.Equal(("The Third Man (1949)", 1000L, VideoSource.Folder, VideoStatus.Pending), (video.Title, video.Size, video.Source, video.Status));
        Assert.Equal(path, new FileInfo(parts.Files.FilmPath(video.Id)).LinkTarget);
    }

    [Fact]
    public async Task Deleting_the_video_leaves_the_film_and_it_does_not_come_back()
    {
        await using var parts = new LibraryParts(database.Database);
        var ana = LibraryParts.NewCaller();
        var path = Write("film.mkv", 1000);
        await ImportAsync(parts, ana.Account);
        var video = Assert.Single((await parts.Library.ListAsync(ana, new VideoQuery(new PageRequest(1, 20), Uploader: ana.Account), Ct)).OrThrow().Items);

        (await parts.Library.DeleteAsync(ana, video.Id, watchesInParty: false, Ct)).OrThrow();

        Assert.True(File.Exists(path));
        Assert.False(Path.Exists(parts.Files.FilmPath(video.Id)));
        Assert.Equal(0, await ImportAsync(parts, ana.Account));
    }

    [Fact]
    public async Task A_film_that_was_renamed_stays_the_same_video()
    {
        await using var parts = new LibraryParts(database.Database);
        var ana = LibraryParts.NewCaller();
        var path = Write("film.mkv", 1234);
        await ImportAsync(parts, ana.Account);
        var renamed = Path.Combine(folder.FullName, "better name.mkv");
        File.Move(path, renamed);

        Assert.Equal(0, await ImportAsync(parts, ana.Account));

        var video = Assert.Single((await parts.Library.ListAsync(ana, new VideoQuery(new PageRequest(1, 20), Uploader: ana.Account), Ct)).OrThrow().Items);
        Assert.Equal(renamed, new FileInfo(parts.Files.FilmPath(video.Id)).LinkTarget);
        File.Copy(renamed, path);
        Assert.Equal(1, await ImportAsync(parts, ana.Account));
    }

    [Fact]
    public async Task A_film_that_is_still_being_written_waits()
    {
        await using var parts = new LibraryParts(database.Database);
        var ana = LibraryParts.NewCaller();
        File.SetLastWriteTimeUtc(Write("film.mkv", 1000), parts.Clock.GetUtcNow().UtcDateTime);

        Assert.Equal(0, await ImportAsync(parts, ana.Account, onlySettled: true));
        parts.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await ImportAsync(parts, ana.Account, onlySettled: true));
    }

    private string Write(string name, int size)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, new byte[size]);
        return path;
    }

    private async Task<int> ImportAsync(LibraryParts parts, AccountId owner, Action<FolderProgress>? progress = null, bool onlySettled = false) =>
        (await parts.Folders.ImportAsync(folder.FullName, owner, Visibility.Public, onlySettled, progress, Ct)).Films;
}
