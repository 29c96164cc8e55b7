using System.Net;
using Matinee.Database;
using Matinee.Domain.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.Domain.Library;

/// <summary>
/// Fetches films from the web and from the bucket. An upload is claimed in the database for a short time that is renewed: one
/// whose node was killed is begun anew by that node or another, a few times at most.
/// </summary>
internal sealed class UploadFetching(
    IDatabase database,
    WholeUploads uploads,
    PartialFiles partials,
    PublicWeb web,
    FetchQueue queue,
    FetchShares shares,
    FetchOptions options,
    UploadOptions limits,
    TimeProvider time,
    ILogger<UploadFetching> logger,
    Bucket? bucket = null) : BackgroundService
{
    private const int WebWorkers = 3;
    private const int BucketWorkers = 2;
    private const int MostAttempts = 3;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMinutes(1);

    private readonly UploadStore store = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            Enumerable.Repeat(UploadSource.Url, WebWorkers).Concat(Enumerable.Repeat(UploadSource.Bucket, BucketWorkers))
                .Select(source => WorkAsync(source, stoppingToken)));

    private async Task WorkAsync(UploadSource source, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (!await FetchNextAsync(source, ct)) await queue.WaitAsync(source, options.Look, time, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // A broken database or disk is mended by people.
                LibraryLog.FetchingFailed(logger, exception);
                await Task.Delay(options.AfterFailure, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> FetchNextAsync(UploadSource source, CancellationToken ct)
    {
        if (await shares.ClaimAsync(source, Lease, ct) is not var (upload, attempts)) return false;
        try
        {
            await FetchClaimedAsync(upload, attempts, ct);
            return true;
        }
        finally
        {
            await shares.HandBackAsync(upload);
        }
    }

    private async Task FetchClaimedAsync(Upload upload, long attempts, CancellationToken ct)
    {
        Refusal? refusal;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var limit = new CancellationTokenSource(options.Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var renewing = RenewAsync(upload.Id, done.Token);
        try
        {
            refusal = attempts > MostAttempts
                ? new Refusal(RefusalKind.Unavailable, "The film could not be fetched: the other side does not answer or breaks off.")
                : await FetchAsync(upload, either.Token);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            await StopAsync();
            var isTried = !ct.IsCancellationRequested;
            if (limit.IsCancellationRequested) await FailAsync(upload, "The film took too long to fetch.");
            else await ReleaseAsync(upload, isTried ? options.AfterFailure * attempts : TimeSpan.Zero, isTried);
            if (!isTried) throw;
            return;
        }

        await StopAsync();
        if (refusal is not null) await FailAsync(upload, refusal.Message);

        async Task StopAsync()
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    /// <summary>Null when the film is a video now, or is not there yet.</summary>
    private async Task<Refusal?> FetchAsync(Upload upload, CancellationToken ct)
    {
        if (upload.Source is UploadSource.Bucket) return await FetchFromBucketAsync(upload, ct);
        if (!(await web.GetAsync(upload.SourceAddress ?? "", ct)).Succeeded(out var response, out var refusal)) return refusal;
        using (response)
        {
            if (response.StatusCode is not HttpStatusCode.OK) return Unless(response.StatusCode) ?? throw new IOException("The other side has a passing problem.");
            refusal = await ReceiveAsync(upload, response, ct);
            if (refusal?.Kind is not RefusalKind.Conflict) return refusal;
        }

        // Another node, which was thought to be dead, is at it still.
        await ReleaseAsync(upload, AfterRefusal, countsAsAttempt: false);
        return null;
    }

    private async Task<Refusal?> FetchFromBucketAsync(Upload upload, CancellationToken ct)
    {
        if (bucket is null) return new Refusal(RefusalKind.Unavailable, "This server no longer uses object storage.");
        var key = Bucket.KeyOf(upload.Id);
        using var response = await bucket.GetAsync(key, ct);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            // Its owner is still sending it: access denied is what S3 says where we may not list the bucket. All other words are about our key.
            var code = response.StatusCode is HttpStatusCode.Forbidden ? await Bucket.CodeOfAsync(response, ct) : "NoSuchKey";
            if (code is "NoSuchKey" or "AccessDenied" or "")
            {
                await ReleaseAsync(upload, options.BucketLook, countsAsAttempt: false);
                return null;
            }

            LibraryLog.BucketRefuses(logger, code);
            await ReleaseAsync(upload, AfterRefusal, countsAsAttempt: false, "The server may not read its object storage. Ask its administrator to check the access key.");
            return null;
        }

        if (response.StatusCode is not HttpStatusCode.OK) throw new IOException("Object storage does not hand the film out.");
        var length = response.Content.Headers.ContentLength;
        var refusal = await ReceiveAsync(upload, response, ct);
        if (refusal is not null && !(length > limits.MaxBytes) && (upload.Size is null || length is null || upload.Size == length))
        {
            // Disk and quota may have room later: the film stays where it is until the upload expires.
            await ReleaseAsync(upload, AfterRefusal, countsAsAttempt: false, refusal.Message);
            return null;
        }

        await bucket.TryDeleteAsync(key, CancellationToken.None);
        return refusal;
    }

    private async Task<Refusal?> ReceiveAsync(Upload upload, HttpResponseMessage response, CancellationToken ct)
    {
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        await using var patient = new PatientStream(body, options, time);
        var received = await uploads.ReceiveAsync(upload, patient, response.Content.Headers.ContentLength, ct);
        return received.IsRefused(out var refusal) ? refusal : null;
    }

    private static Refusal? Unless(HttpStatusCode status) =>
        (int)status is 408 or 429 or >= 500
            ? null
            : new Refusal(RefusalKind.Invalid, $"There is no film at this address: it answers {(int)status}.");

    private async Task ReleaseAsync(Upload upload, TimeSpan pause, bool countsAsAttempt, string? note = null) => await database.WriteAsync(
        session => store.ReleaseAsync(session, upload.Id, time.GetUtcNow() + pause, countsAsAttempt, note),
        CancellationToken.None);

    private async Task FailAsync(Upload upload, string sentence)
    {
        await database.WriteAsync(session => store.FailAsync(session, upload.Id, sentence, time.GetUtcNow() + limits.ExpireAfter), CancellationToken.None);
        partials.Delete(upload.Id);
    }

    private async Task RenewAsync(UploadId id, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Renewal, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
                await database.WriteAsync(session => store.RenewAsync(session, id, time.GetUtcNow() + Lease), ct);
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
    }
}
