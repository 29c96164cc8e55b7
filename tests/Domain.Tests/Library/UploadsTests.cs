using Matinee.Domain.Kernel;
using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

public sealed class UploadsOnSqlite(SqliteTestDatabase database) : UploadsTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class UploadsOnPostgres(PostgresTestDatabase database) : UploadsTests(database), IClassFixture<PostgresTestDatabase>;

public abstract class UploadsTests(TestDatabase database)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_film_becomes_a_private_pending_video_with_the_files_name()
    {
        await using var parts = new LibraryParts(database.Database);
        var ana = LibraryParts.NewCaller();

        var video = await parts.UploadAsync(ana, [1, 2, 3], "../../Holiday.mp4");

        Assert.Equal(("Holiday", Visibility.Private, VideoStatus.Pending, 3L), (video.Title, video.Visibility, video.Status, video.Size));
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(parts.Files.FilmPath(video.Id), Ct));
        Assert.Equal(video, (await parts.Uploads.FindAsync(ana, video.Upload, Ct)).OrThrow());
        Assert.True((await parts.Uploads.FindAsync(LibraryParts.NewCaller(), video.Upload, Ct)).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.NotFound, refusal.Kind);
    }

    [Fact]
    public async Task An_upload_that_is_not_completed_leaves_nothing()
    {
        await using var parts = new LibraryParts(database.Database);
        await using (var film = (await parts.Uploads.BeginAsync(LibraryParts.NewCaller(), null, Ct)).OrThrow())
        {
            (await film.ReceiveAsync(new MemoryStream(new byte[1000]), Ct)).OrThrow();
            Assert.NotEmpty(parts.FilesLeft);
            Assert.True((await parts.Uploads.CompleteAsync(film, "a.mp4", new VideoDetails { Title = new string('a', 201) })).IsRefused(out _));
        }

        Assert.Empty(parts.FilesLeft);
    }

    [Fact]
    public async Task More_bytes_than_allowed_are_refused_whatever_was_declared()
    {
        await using var parts = new LibraryParts(database.Database, new UploadOptions { MaxBytes = 1000, KeepFreeBytes = 0 });
        await using (var film = (await parts.Uploads.BeginAsync(LibraryParts.NewCaller(), 10, Ct)).OrThrow())
        {
            Assert.True((await film.ReceiveAsync(new MemoryStream(new byte[1001]), Ct)).IsRefused(out var refusal));
            Assert.Equal(RefusalKind.TooLarge, refusal.Kind);
        }

        Assert.True((await parts.Uploads.BeginAsync(LibraryParts.NewCaller(), 1_000_000, Ct)).IsRefused(out var declared));
        Assert.Equal(RefusalKind.TooLarge, declared.Kind);
        Assert.Empty(parts.FilesLeft);
    }

    [Fact]
    public async Task A_full_disk_is_told_in_a_sentence()
    {
        await using var parts = new LibraryParts(database.Database, new UploadOptions { KeepFreeBytes = long.MaxValue / 2 });

        Assert.True((await parts.Uploads.BeginAsync(LibraryParts.NewCaller(), 10, Ct)).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Contains("no room", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guests_do_not_upload()
    {
        await using var parts = new LibraryParts(database.Database);

        Assert.True((await parts.Uploads.BeginAsync(LibraryParts.NewCaller(guestOf: new PartyId("party")), 10, Ct)).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.Forbidden, refusal.Kind);
    }
}
