using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Matinee.Domain.Accounts;
using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

/// <summary>What is left in the bucket of uploads that ended otherwise than by a film.</summary>
public sealed class BucketKeepingTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    private readonly Caller ana = LibraryParts.NewCaller();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_sent_for_an_expired_upload_is_removed()
    {
        await using var storage = new Storage();
        await using var parts = new LibraryParts(database.Database, storage: storage.Address);
        var upload = await BeginAsync(parts);
        parts.Clock.Advance(TimeSpan.FromHours(25));

        await parts.Keeper.KeepAsync(Ct);

        Assert.Contains($"/films/uploads/{upload.Id}", storage.Removed);
        Assert.True((await parts.Resumable.FindAsync(ana, upload.Id, Ct)).IsRefused(out _));
    }

    [Fact]
    public async Task What_is_sent_after_the_upload_was_given_up_is_removed_when_its_form_has_expired()
    {
        await using var storage = new Storage();
        await using var parts = new LibraryParts(database.Database, storage: storage.Address);
        var upload = await BeginAsync(parts);

        (await parts.Resumable.TerminateAsync(ana, upload.Id, Ct)).OrThrow();
        (await parts.Resumable.TerminateAsync(ana, upload.Id, Ct)).OrThrow();
        Assert.Equal(UploadStatus.Failed, (await parts.Resumable.FindAsync(ana, upload.Id, Ct)).OrThrow().Status);
        Assert.Contains($"/films/uploads/{upload.Id}", storage.Removed);
        storage.Removed.Clear();
        parts.Clock.Advance(TimeSpan.FromHours(25));
        await parts.Keeper.KeepAsync(Ct);

        Assert.Contains($"/films/uploads/{upload.Id}", storage.Removed);
        Assert.True((await parts.Resumable.TerminateAsync(ana, upload.Id, Ct)).IsRefused(out _));
    }

    [Fact]
    public async Task While_the_storage_refuses_nothing_is_forgotten_and_others_are_kept()
    {
        await using var storage = new Storage();
        await using var parts = new LibraryParts(database.Database, storage: storage.Address);
        var bucket = await BeginAsync(parts);
        var other = (await parts.Resumable.CreateAsync(ana, new NewUpload(UploadSource.Tus, 10, "film.mp4", new VideoDetails()), Ct)).OrThrow();
        parts.Clock.Advance(TimeSpan.FromHours(25));

        storage.Status = HttpStatusCode.Forbidden;
        await parts.Keeper.KeepAsync(Ct);
        Assert.Null(await RowAsync(parts, other));
        Assert.NotNull(await RowAsync(parts, bucket));

        storage.Status = HttpStatusCode.NoContent;
        parts.Clock.Advance(TimeSpan.FromMinutes(61));
        await parts.Keeper.KeepAsync(Ct);
        Assert.Null(await RowAsync(parts, bucket));
    }

    private static Task<Upload?> RowAsync(LibraryParts parts, Upload upload) =>
        parts.Database.ReadAsync(session => new UploadStore().FindAsync(session, upload.Id), Ct);

    private async Task<Upload> BeginAsync(LibraryParts parts) =>
        (await parts.Resumable.CreateAsync(ana, new NewUpload(UploadSource.Bucket, 10, "film.mp4", new VideoDetails()), Ct)).OrThrow();

    /// <summary>An S3 that knows only how to remove things.</summary>
    private sealed class Storage : IAsyncDisposable
    {
        private readonly HttpListener listener = new();
        private readonly Task serving;

        public Storage()
        {
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
            }

            listener.Prefixes.Add(Address.AbsoluteUri);
            listener.Start();
            serving = ServeAsync();
        }

        public Uri Address { get; }

        public HttpStatusCode Status { get; set; } = HttpStatusCode.NoContent;

        public ConcurrentBag<string> Removed { get; } = [];

        public async ValueTask DisposeAsync()
        {
            listener.Close();
            await serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var call = await listener.GetContextAsync();
                    if (call.Request.HttpMethod == "DELETE") Removed.Add(call.Request.Url!.AbsolutePath);
                    call.Response.StatusCode = (int)Status;
                    call.Response.Close();
                }
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
