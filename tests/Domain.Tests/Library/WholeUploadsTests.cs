using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

public sealed class WholeUploadsOnSqlite(SqliteTestDatabase database) : WholeUploadsTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class WholeUploadsOnPostgres(PostgresTestDatabase database) : WholeUploadsTests(database), IClassFixture<PostgresTestDatabase>;

public abstract class WholeUploadsTests(TestDatabase database)
{
    private static readonly UploadOptions SmallQuota = new() { KeepFreeBytes = 0, QuotaBytes = 1_000_000 };

    private readonly Caller ana = LibraryParts.NewCaller();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_film_of_unknown_length_stops_at_the_quota_and_leaves_nothing()
    {
        await using var parts = new LibraryParts(database.Database, SmallQuota);
        var upload = await BeginAsync(parts, ana);
        await using var film = new EndlessFilm();

        Assert.True((await parts.Whole.ReceiveAsync(upload, film, length: null, Ct)).IsRefused(out var refusal));

        Assert.Equal(RefusalKind.TooLarge, refusal.Kind);
        Assert.Contains("Your films may have", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(film.Brought, 1_000_000, 2_000_000);
        Assert.Empty(parts.Partials);
        Assert.Equal(0, (await parts.Resumable.FindAsync(ana, upload.Id, Ct)).OrThrow().Received);
    }

    [Fact]
    public async Task Two_films_of_unknown_length_share_the_quota()
    {
        const int Quota = 40 << 20;
        await using var parts = new LibraryParts(database.Database, SmallQuota with { QuotaBytes = Quota });
        await using var first = new EndlessFilm();
        await using var second = new EndlessFilm();
        var receiving = await Task.WhenAll(
            parts.Whole.ReceiveAsync(await BeginAsync(parts, ana), first, length: null, Ct),
            parts.Whole.ReceiveAsync(await BeginAsync(parts, ana), second, length: null, Ct));

        Assert.All(receiving, outcome => Assert.True(outcome.IsRefused(out _)));

        // One of them may have had all of it once the other was dropped, and each runs on for 16 MiB before it is looked at.
        Assert.InRange(Math.Min(first.Brought, second.Brought), 1, Quota);
        Assert.Empty(parts.Partials);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Administrators_have_no_quota_however_the_film_comes(bool isLengthKnown)
    {
        await using var parts = new LibraryParts(database.Database, SmallQuota);
        var admin = await AdministratorAsync(parts);
        var film = new byte[1_500_000];

        var received = await parts.Whole.ReceiveAsync(await BeginAsync(parts, admin), new MemoryStream(film), isLengthKnown ? film.Length : null, Ct);
        Assert.Equal(UploadStatus.Complete, received.OrThrow().Status);

        // And has used up nothing by that.
        Assert.False((await parts.Uploads.BeginAsync(admin, film.Length, Ct)).IsRefused(out _));
        Assert.True((await parts.Whole.ReceiveAsync(await BeginAsync(parts, ana), new MemoryStream(film), film.Length, Ct)).IsRefused(out _));
    }

    [Fact]
    public async Task A_second_sender_does_not_disturb_the_first()
    {
        await using var parts = new LibraryParts(database.Database);
        var upload = await BeginAsync(parts, ana);
        await using var slow = new SlowFilm();
        var first = parts.Whole.ReceiveAsync(upload, slow, length: 5, Ct);
        await slow.HasBegun.WaitAsync(Ct);

        Assert.True((await parts.Whole.ReceiveAsync(upload, new MemoryStream(new byte[9]), length: 9, Ct)).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.Conflict, refusal.Kind);
        slow.Go();

        Assert.Equal((UploadStatus.Complete, 5L), ((await first).OrThrow().Status, (await first).OrThrow().Received));
        Assert.Equal([1, 2, 3, 4, 5], await File.ReadAllBytesAsync(parts.Files.FilmPath(upload.Video), Ct));
        Assert.True((await parts.Whole.ReceiveAsync(upload, new MemoryStream(new byte[9]), length: 9, Ct)).IsRefused(out _));
        Assert.Equal([1, 2, 3, 4, 5], await File.ReadAllBytesAsync(parts.Files.FilmPath(upload.Video), Ct));
        Assert.Empty(parts.Partials);
    }

    [Fact]
    public async Task A_sender_that_stalled_for_long_makes_way()
    {
        await using var parts = new LibraryParts(database.Database);
        var upload = await BeginAsync(parts, ana);
        await using var slow = new SlowFilm();
        var first = parts.Whole.ReceiveAsync(upload, slow, length: 5, Ct);
        await slow.HasBegun.WaitAsync(Ct);
        parts.Clock.Advance(TimeSpan.FromSeconds(45));

        var second = await parts.Whole.ReceiveAsync(upload, new MemoryStream([7, 7]), length: 2, Ct);

        Assert.Equal(UploadStatus.Complete, second.OrThrow().Status);
        Assert.True((await first).IsRefused(out var refusal));
        Assert.Equal(RefusalKind.Conflict, refusal.Kind);
        Assert.Equal([7, 7], await File.ReadAllBytesAsync(parts.Files.FilmPath(upload.Video), Ct));
    }

    [Fact]
    public async Task What_breaks_off_is_dropped_and_may_come_again()
    {
        await using var parts = new LibraryParts(database.Database);
        var upload = await BeginAsync(parts, ana);
        await using var broken = new EndlessFilm { BreaksAfter = 30 << 20 };

        await Assert.ThrowsAsync<IOException>(() => parts.Whole.ReceiveAsync(upload, broken, length: 50 << 20, Ct));
        Assert.True((await parts.Whole.ReceiveAsync(upload, new MemoryStream(new byte[9]), length: 10, Ct)).IsRefused(out var tooShort));

        Assert.Equal(RefusalKind.Invalid, tooShort.Kind);
        Assert.Empty(parts.Partials);
        var left = (await parts.Resumable.FindAsync(ana, upload.Id, Ct)).OrThrow();
        Assert.Equal((0L, null), (left.Received, left.Size));
        Assert.Equal(UploadStatus.Complete, (await parts.Whole.ReceiveAsync(upload, new MemoryStream([1, 2]), length: null, Ct)).OrThrow().Status);
    }

    private static async Task<Upload> BeginAsync(LibraryParts parts, Caller owner) =>
        (await parts.Resumable.CreateAsync(owner, new NewUpload(UploadSource.Url, Size: null, "film.mp4", new VideoDetails()), Ct)).OrThrow();

    private static async Task<Caller> AdministratorAsync(LibraryParts parts)
    {
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var account = (await parts.Accounts.RegisterAsync(new Registration(email, "securePassword123", "Ada", "Min", AcceptTerms: true), Ct)).OrThrow();
        await parts.Database.WriteAsync(session => session.ExecuteAsync("update accounts set is_administrator = 1 where id = @Id", new { Id = account.Id.Value }), Ct);
        return LibraryParts.NewCaller(isAdministrator: true) with { Account = account.Id };
    }

    /// <summary>As many zeros as anybody reads.</summary>
    private sealed class EndlessFilm : MemoryStream
    {
        public long Brought { get; private set; }

        public long BreaksAfter { get; init; } = long.MaxValue;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Brought >= BreaksAfter) throw new IOException("The line is dead.");
            await Task.Yield();
            Brought += buffer.Length;
            return buffer.Length;
        }
    }

    /// <summary>Brings 1, 2 and 3, and then 4 and 5 when it is told to.</summary>
    private sealed class SlowFilm : MemoryStream
    {
        private readonly TaskCompletionSource going = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int read;

        public Task HasBegun => begun.Task;

        public void Go() => going.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            byte[] bytes = read++ switch { 0 => [1, 2, 3], 1 => [4, 5], _ => [] };
            if (read == 2)
            {
                begun.SetResult();
                await going.Task.WaitAsync(cancellationToken);
            }

            bytes.CopyTo(buffer);
            return bytes.Length;
        }
    }
}
