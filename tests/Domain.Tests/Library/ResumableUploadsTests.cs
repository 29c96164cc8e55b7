using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

public sealed class ResumableUploadsOnSqlite(SqliteTestDatabase database) : ResumableUploadsTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class ResumableUploadsOnPostgres(PostgresTestDatabase database) : ResumableUploadsTests(database), IClassFixture<PostgresTestDatabase>;

public abstract class ResumableUploadsTests(TestDatabase database)
{
    private static readonly byte[] Film = [.. Enumerable.Range(0, 2000).Select(number => (byte)number)];

    private readonly Caller ana = LibraryParts.NewCaller();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_films_to_be_fetched_the_oldest_is_taken_whose_owner_is_not_being_served()
    {
        await using var parts = new LibraryParts(database.Database);
        var (store, ben, now) = (new UploadStore(), LibraryParts.NewCaller(), parts.Clock.GetUtcNow());
        var hers = (await parts.Resumable.CreateAsync(ana, new NewUpload(UploadSource.Url, null, "a.mp4", new VideoDetails()), Ct)).OrThrow();
        parts.Clock.Advance(TimeSpan.FromSeconds(1));
        var his = (await parts.Resumable.CreateAsync(ben, new NewUpload(UploadSource.Url, null, "b.mp4", new VideoDetails()), Ct)).OrThrow();

        Task<(Upload Upload, long Attempts)?> ClaimAsync(params AccountId[] busy) =>
            parts.Database.WriteAsync(session => store.ClaimAsync(session, UploadSource.Url, busy, now, TimeSpan.FromMinutes(1)));

        Assert.Null(await ClaimAsync(ana.Account, ben.Account));
        Assert.Equal(his.Id, (await ClaimAsync(ana.Account))?.Upload.Id);
        Assert.Equal(hers.Id, (await ClaimAsync())?.Upload.Id);
        Assert.Null(await ClaimAsync());
        foreach (var upload in new[] { hers, his }) await parts.Database.WriteAsync(session => store.DeleteAsync(session, upload.Id));
    }

    [Fact]
    public async Task A_connection_that_breaks_loses_nothing_that_came()
    {
        await using var parts = new LibraryParts(database.Database);
        var upload = await BeginAsync(parts);

        await Assert.ThrowsAsync<IOException>(() => AppendAsync(parts, upload, 0, new BreakingStream(Film[..700])));
        Assert.Equal(700, (await FindAsync(parts, upload)).Received);
        var ended = (await AppendAsync(parts, upload, 700, new MemoryStream(Film[700..]))).OrThrow();

        Assert.Equal((AppendEnd.Received, UploadStatus.Complete), (ended.End, ended.Upload.Status));
        Assert.Equal(Film, await File.ReadAllBytesAsync(parts.Files.FilmPath(upload.Video), Ct));
        Assert.Equal(upload.Video, (await parts.Uploads.FindAsync(ana, upload.Id, Ct)).OrThrow().Id);
        Assert.Empty(parts.Partials);
    }

    [Fact]
    public async Task Bytes_that_nobody_was_told_of_are_written_anew()
    {
        await using var parts = new LibraryParts(database.Database);
        var upload = await BeginAsync(parts);
        await AppendAsync(parts, upload, 0, new MemoryStream(Film[..500]));
        await File.AppendAllTextAsync(Path.Combine(parts.Folder, "uploads", upload.Id.Value), "what a crash left behind", Ct);

        await AppendAsync(parts, upload, 500, new MemoryStream(Film[500..]));

        Assert.Equal(Film, await File.ReadAllBytesAsync(parts.Files.FilmPath(upload.Video), Ct));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // The film was moved already.
    public async Task A_crash_before_the_row_is_made_good_at_the_next_start(bool moved)
    {
        await using var parts = new LibraryParts(database.Database);
        var upload = await BeginAsync(parts);
        await AppendAsync(parts, upload, 0, new MemoryStream(Film[..1999]));
        var partial = Path.Combine(parts.Folder, "uploads", upload.Id.Value);
        await File.WriteAllBytesAsync(partial, Film, Ct);
        await parts.Database.WriteAsync(session => new UploadStore().AdvanceAsync(session, upload.Id, 1999, 2000, upload.ExpiresAt), Ct);
        if (moved)
        {
            parts.Files.MakeFolder(upload.Video);
            File.Move(partial, parts.Files.FilmPath(upload.Video));
        }

        Assert.Equal(1, await parts.Keeper.KeepAsync(Ct));
        Assert.Equal(0, await parts.Keeper.KeepAsync(Ct));

        Assert.Equal(UploadStatus.Complete, (await FindAsync(parts, upload)).Status);
        Assert.Equal(2000, (await parts.Uploads.FindAsync(ana, upload.Id, Ct)).OrThrow().Size);
        Assert.Equal(Film, await File.ReadAllBytesAsync(parts.Files.FilmPath(upload.Video), Ct));
    }

    [Fact]
    public async Task An_upload_whose_bytes_are_gone_begins_anew()
    {
        await using var parts = new LibraryParts(database.Database);
        var upload = await BeginAsync(parts);
        await AppendAsync(parts, upload, 0, new MemoryStream(Film[..500]));
        File.Delete(Path.Combine(parts.Folder, "uploads", upload.Id.Value));

        Assert.True((await AppendAsync(parts, upload, 500, new MemoryStream(Film[500..]))).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.NotFound, refusal.Kind);
        Assert.Empty(parts.Partials);
    }

    [Fact]
    public async Task What_nobody_comes_back_for_is_removed_after_a_day()
    {
        await using var parts = new LibraryParts(database.Database);
        var left = await BeginAsync(parts);
        var tended = await BeginAsync(parts);
        await AppendAsync(parts, left, 0, new MemoryStream(Film[..500]));
        parts.Clock.Advance(TimeSpan.FromHours(23));
        await AppendAsync(parts, tended, 0, new MemoryStream(Film[..500]));
        parts.Clock.Advance(TimeSpan.FromHours(2));

        // The database has uploads of other tests too.
        Assert.InRange(await parts.Keeper.KeepAsync(Ct), 1, int.MaxValue);

        Assert.True((await parts.Resumable.FindAsync(ana, left.Id, Ct)).IsRefused(out _));
        Assert.Equal(500, (await FindAsync(parts, tended)).Received);
        Assert.Equal([tended.Id.Value], parts.Partials);
    }

    [Fact]
    public async Task What_has_expired_is_gone_before_it_is_removed()
    {
        await using var parts = new LibraryParts(database.Database);
        var upload = await BeginAsync(parts);
        await AppendAsync(parts, upload, 0, new MemoryStream(Film[..500]));
        parts.Clock.Advance(TimeSpan.FromHours(24));

        Assert.True((await parts.Resumable.ResumeAsync(ana, upload.Id, Ct)).IsRefused(out var asked));
        Assert.True((await AppendAsync(parts, upload, 500, new MemoryStream(Film[500..]))).IsRefused(out var sent));
        Assert.Equal((RefusalKind.NotFound, RefusalKind.NotFound), (asked.Kind, sent.Kind));
    }

    [Theory]
    [InlineData(UploadSource.Link)]
    [InlineData(UploadSource.Url)]
    [InlineData(UploadSource.Bucket)]
    public async Task Pieces_are_not_taken_for_films_that_come_otherwise(UploadSource source)
    {
        await using var parts = new LibraryParts(database.Database);
        var upload = (await parts.Resumable.CreateAsync(ana, New(2000) with { Source = source, Size = null }, Ct)).OrThrow();

        Assert.True((await AppendAsync(parts, upload, 0, new MemoryStream(Film))).IsRefused(out var sent));
        Assert.True((await parts.Resumable.ResumeAsync(ana, upload.Id, Ct)).IsRefused(out var asked));
        Assert.Equal((RefusalKind.NotFound, RefusalKind.NotFound), (asked.Kind, sent.Kind));
        Assert.Empty(parts.Partials);
        (await parts.Resumable.TerminateAsync(ana, upload.Id, Ct)).OrThrow();
    }

    [Fact]
    public async Task One_film_that_cannot_be_finished_does_not_hold_up_the_others()
    {
        await using var parts = new LibraryParts(database.Database);
        var uploads = new List<Upload>();
        for (var i = 0; i < 3; i++)
        {
            var upload = await BeginAsync(parts);
            await AppendAsync(parts, upload, 0, new MemoryStream(Film[..1999]));
            await File.WriteAllBytesAsync(Path.Combine(parts.Folder, "uploads", upload.Id.Value), Film, Ct);
            await parts.Database.WriteAsync(session => new UploadStore().AdvanceAsync(session, upload.Id, 1999, 2000, upload.ExpiresAt), Ct);
            uploads.Add(upload);
        }

        // A folder where the film should go.
        Directory.CreateDirectory(Path.Combine(parts.Files.FilmPath(uploads[0].Video), "in the way"));

        Assert.Equal(2, await parts.Keeper.KeepAsync(Ct));

        Directory.Delete(parts.Files.FilmPath(uploads[0].Video), recursive: true);
        Assert.Equal(1, await parts.Keeper.KeepAsync(Ct));
        foreach (var upload in uploads) Assert.Equal(UploadStatus.Complete, (await FindAsync(parts, upload)).Status);
    }

    [Fact]
    public async Task More_than_was_announced_is_refused_and_what_fitted_is_kept()
    {
        await using var parts = new LibraryParts(database.Database);
        var upload = await BeginAsync(parts);

        Assert.True((await AppendAsync(parts, upload, 0, new MemoryStream(new byte[2001]))).IsRefused(out var refusal));

        Assert.Equal(RefusalKind.TooLarge, refusal.Kind);
        Assert.InRange((await FindAsync(parts, upload)).Received, 0, 1999);
    }

    [Fact]
    public async Task Unfinished_uploads_of_an_account_are_bounded()
    {
        await using var parts = new LibraryParts(database.Database, new UploadOptions { KeepFreeBytes = 0, MostUnfinished = 3 });
        for (var i = 0; i < 3; i++) await BeginAsync(parts);

        Assert.True((await parts.Resumable.CreateAsync(ana, New(10), Ct)).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.RateLimited, refusal.Kind);
        Assert.False((await parts.Resumable.CreateAsync(LibraryParts.NewCaller(), New(10), Ct)).IsRefused(out _));
    }

    [Fact]
    public async Task A_quota_holds_for_openings_made_at_once()
    {
        await using var parts = new LibraryParts(database.Database, new UploadOptions { KeepFreeBytes = 0, QuotaBytes = 5000 });

        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => parts.Resumable.CreateAsync(ana, New(2000), Ct)));

        Assert.Equal(2, asked.Count(outcome => !outcome.IsRefused(out _)));
        Assert.False((await parts.Resumable.CreateAsync(LibraryParts.NewCaller(isAdministrator: true), New(9000), Ct)).IsRefused(out _));
    }

    [Fact]
    public async Task Guests_do_not_upload()
    {
        await using var parts = new LibraryParts(database.Database);

        Assert.True((await parts.Resumable.CreateAsync(LibraryParts.NewCaller(guestOf: new PartyId("party")), New(10), Ct)).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.Forbidden, refusal.Kind);
    }

    private static NewUpload New(long size) => new(UploadSource.Tus, size, "film.mp4", new VideoDetails());

    private async Task<Upload> BeginAsync(LibraryParts parts) => (await parts.Resumable.CreateAsync(ana, New(Film.Length), Ct)).OrThrow();

    private async Task<Upload> FindAsync(LibraryParts parts, Upload upload) => (await parts.Resumable.FindAsync(ana, upload.Id, Ct)).OrThrow();

    private Task<Outcome<Appended>> AppendAsync(LibraryParts parts, Upload upload, long offset, Stream bytes) =>
        parts.Resumable.AppendAsync(ana, upload.Id, offset, length: null, bytes, checksum: null, Ct);

    /// <summary>A connection that is lost after some bytes.</summary>
    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("The line is dead.");
    }
}
