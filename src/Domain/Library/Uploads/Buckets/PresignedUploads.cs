using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>Uploads by an address that needs no token of its sender: of the bucket where there is one, else of this server.</summary>
public sealed class PresignedUploads
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    // A form that is sent in its last minute arrives hours later.
    private static readonly TimeSpan LongestSending = TimeSpan.FromHours(5);

    private readonly IDatabase database;
    private readonly ResumableUploads uploads;
    private readonly WholeUploads whole;
    private readonly UploadLinks links;
    private readonly FetchQueue queue;
    private readonly PublicWeb web;
    private readonly Bucket? bucket;
    private readonly TimeProvider time;
    private readonly UploadStore store = new();

    internal PresignedUploads(
        IDatabase database,
        ResumableUploads uploads,
        WholeUploads whole,
        UploadLinks links,
        FetchQueue queue,
        PublicWeb web,
        Bucket? bucket,
        TimeProvider time)
    {
        (this.database, this.uploads, this.whole, this.links) = (database, uploads, whole, links);
        (this.queue, this.web, this.bucket, this.time) = (queue, web, bucket, time);
    }

    /// <param name="size">Bytes; null when the client does not say.</param>
    public async Task<Outcome<Presigned>> PresignAsync(Caller caller, string fileName, string contentType, long? size, CancellationToken ct)
    {
        var source = bucket is null ? UploadSource.Link : UploadSource.Bucket;
        var asked = new NewUpload(source, size, fileName, new VideoDetails(), Metadata: contentType);
        var created = await uploads.CreateAsync(caller, asked, ct, bucket is null ? Lifetime : Lifetime + LongestSending);
        if (!created.Succeeded(out var upload, out var refusal)) return refusal;
        var expires = upload.CreatedAt + Lifetime;
        if (bucket is null)
        {
            return new Presigned(upload, expires, BucketAddress: null, links.TokenOf(upload.Id, expires), FieldsOf(upload));
        }

        var key = Bucket.KeyOf(upload.Id);
        queue.Wake(source);
        return new Presigned(upload, expires, bucket.Address, Token: null, bucket.FormOf(key, contentType, size ?? 1, size ?? uploads.MaxBytes, expires));
    }

    /// <summary>Takes the film of an upload that was presigned for this server.</summary>
    public async Task<Outcome<Upload>> ReceiveAsync(string token, Stream film, long? length, CancellationToken ct)
    {
        if (await FindAsync(token, ct) is not { } upload) return BadLink;
        if (upload.Status is not UploadStatus.Receiving) return UploadRefusals.HasArrived;
        return await whole.ReceiveAsync(upload, film, length, ct);
    }

    /// <summary>What the form of this address must say before its film; refused when the token is not good.</summary>
    public async Task<Outcome<IReadOnlyDictionary<string, string>>> FieldsOfAsync(string token, CancellationToken ct) =>
        await FindAsync(token, ct) is { } upload ? FieldsOf(upload) : BadLink;

    /// <summary>Opens an upload that this server fetches from the web by itself.</summary>
    public async Task<Outcome<Upload>> FetchAsync(Caller caller, string address, VideoDetails details, CancellationToken ct)
    {
        if (caller.IsGuest) return UploadRefusals.Guest;
        if (web.FaultOf(address) is { } fault) return fault;
        var name = Uri.UnescapeDataString(new Uri(address).Segments[^1]);
        var created = await uploads.CreateAsync(caller, new NewUpload(UploadSource.Url, Size: null, name, details, SourceAddress: address), ct);
        if (!created.IsRefused(out _)) queue.Wake(UploadSource.Url);
        return created;
    }

    private static Refusal BadLink { get; } = new(RefusalKind.Forbidden, "This upload address is not valid or has expired.");

    private static Dictionary<string, string> FieldsOf(Upload upload) =>
        new(StringComparer.Ordinal) { ["key"] = upload.Id.Value, ["Content-Type"] = upload.Metadata };

    private async Task<Upload?> FindAsync(string token, CancellationToken ct)
    {
        if (links.Read(token, time.GetUtcNow()) is not { } id) return null;
        var upload = await database.ReadAsync(session => store.FindAsync(session, id), ct);
        return upload is { Source: UploadSource.Link } ? upload : null;
    }
}

/// <param name="Expires">Of the address.</param>
/// <param name="BucketAddress">Where to send the form; null for this server, with the token.</param>
/// <param name="Fields">To be sent with the film, before it.</param>
public sealed record Presigned(Upload Upload, DateTimeOffset Expires, Uri? BucketAddress, string? Token, IReadOnlyDictionary<string, string> Fields);
