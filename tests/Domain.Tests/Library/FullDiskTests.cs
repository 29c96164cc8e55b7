using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

/// <summary>A disk of a megabyte that becomes full in the middle of a film. Skipped where one may not mount.</summary>
public sealed class FullDiskTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    private static readonly byte[] Film = new byte[3_000_000];

    private readonly Caller ana = LibraryParts.NewCaller();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_form_is_refused_and_leaves_nothing()
    {
        await using var parts = new LibraryParts(database.Database);
        using var disk = SmallDisk.Mount(parts.Folder, megabytes: 1);
        await using (var film = (await parts.Uploads.BeginAsync(ana, declaredBytes: null, Ct)).OrThrow())
            AssertFull(await film.ReceiveAsync(new MemoryStream(Film), Ct));

        Assert.Empty(parts.FilesLeft);
    }

    [Fact]
    public async Task A_film_that_comes_whole_is_refused_and_leaves_nothing()
    {
        await using var parts = new LibraryParts(database.Database);
        using var disk = SmallDisk.Mount(parts.Folder, megabytes: 1);
        var upload = await BeginAsync(parts, UploadSource.Link, size: null);

        AssertFull(await parts.Whole.ReceiveAsync(upload, new MemoryStream(Film), length: null, Ct));

        Assert.DoesNotContain(parts.FilesLeft, File.Exists);
        Assert.Equal(0, (await parts.Resumable.FindAsync(ana, upload.Id, Ct)).OrThrow().Received);
    }

    [Fact]
    public async Task A_film_in_pieces_keeps_what_was_safe_and_goes_on_when_there_is_room()
    {
        await using var parts = new LibraryParts(database.Database);
        using var disk = SmallDisk.Mount(parts.Folder, megabytes: 1);
        var upload = await BeginAsync(parts, UploadSource.Tus, size: 900_000);
        await File.WriteAllBytesAsync(Path.Combine(parts.Folder, "other"), new byte[400_000], Ct);

        AssertFull(await AppendAsync(parts, upload, 0));

        var safe = (await parts.Resumable.FindAsync(ana, upload.Id, Ct)).OrThrow().Received;
        Assert.InRange(safe, 100_000, 700_000);
        Assert.Equal(safe, new FileInfo(Path.Combine(parts.Folder, "uploads", upload.Id.Value)).Length);
        File.Delete(Path.Combine(parts.Folder, "other"));
        Assert.Equal(UploadStatus.Complete, (await AppendAsync(parts, upload, (int)safe)).OrThrow().Upload.Status);
    }

    private static void AssertFull<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.IsRefused(out var refusal));
        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Contains("no room", refusal.Message, StringComparison.Ordinal);
    }

    private Task<Outcome<Appended>> AppendAsync(LibraryParts parts, Upload upload, int offset) =>
        parts.Resumable.AppendAsync(ana, upload.Id, offset, length: null, new MemoryStream(Film, offset, 900_000 - offset), checksum: null, Ct);

    private async Task<Upload> BeginAsync(LibraryParts parts, UploadSource source, long? size) =>
        (await parts.Resumable.CreateAsync(ana, new NewUpload(source, size, "film.mp4", new VideoDetails()), Ct)).OrThrow();
}
