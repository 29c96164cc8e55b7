using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>How films come in: begin, receive, complete. Until it is complete an upload is nothing but a file that will be removed.</summary>
public sealed class Uploads(IDatabase database, MediaFiles files, VideoQueue queue, UploadOptions options, TimeProvider time)
{
    // Bytes of a request that are not the film: boundaries, part headers, title, description.
    private const int MetadataAllowance = 256 << 10;

    private readonly LibraryStore store = new();
    private readonly UploadQuota quota = new(options);

    /// <param name="declaredBytes">Length of the request, when the client says it; the film is about that long.</param>
    public async Task<Outcome<IncomingFilm>> BeginAsync(Caller caller, long? declaredBytes, CancellationToken ct)
    {
        if (caller.IsGuest) return UploadRefusals.Guest;
        if (declaredBytes > options.MaxBytes + MetadataAllowance) return UploadRefusals.TooLarge(options);
        if (files.FreeBytes() - options.KeepFreeBytes < (declaredBytes ?? 0)) return UploadRefusals.DiskFull;
        var size = Math.Max(0, (declaredBytes ?? 0) - MetadataAllowance);
        var left = caller.IsAdministrator ? null : await database.WriteAsync(session => quota.LeftAsync(session, caller.Account), ct);
        if (left < size) return quota.Over(left.Value);
        var (most, tooMuch) = left < options.MaxBytes ? (left.Value, quota.Over(left.Value)) : (options.MaxBytes, UploadRefusals.TooLarge(options));
        return new IncomingFilm(files, options, caller, new VideoId(NewId.At(time)), new UploadId(NewId.At(time)), most, tooMuch);
    }

    /// <summary>Makes the received film a video, which is examined next. A refusal leaves the film to be removed by its owner's disposal.</summary>
    /// <param name="fileName">What the client called the file: the title, when none is given.</param>
    public async Task<Outcome<Video>> CompleteAsync(IncomingFilm film, string? fileName, VideoDetails details)
    {
        if (film.Received is not { } size) return Refusal.Invalid("file", "The upload holds no file.");
        var given = string.IsNullOrWhiteSpace(details.Title) ? details with { Title = null } : details;
        if (LibraryRules.Faults(given) is { Count: > 0 } faults) return Refusal.Invalid(faults);
        var video = VideoOf(film.Video, film.Upload, film.Uploader.Account, size, fileName, given, time.GetUtcNow());

        // The bytes are all here: a client that hangs up now has its film in the library. Kept first, because whether a
        // failed commit wrote the row is unknown; the sweep removes a folder that turns out to have none.
        film.Keep();
        var refusal = await database.WriteAsync(session => InsertAsync(session, film.Uploader, video), CancellationToken.None);
        if (refusal is not null)
        {
            files.Delete(video.Id);
            return refusal;
        }

        queue.Wake();
        return video;
    }

    /// <summary>What is wrong with the details, for a caller that wants to know before it takes in the film.</summary>
    public static IReadOnlyList<FieldFault> Faults(VideoDetails details) => LibraryRules.Faults(details);

    /// <summary>State of an upload, for the account that made it and administrators.</summary>
    public async Task<Outcome<Video>> FindAsync(Caller caller, UploadId upload, CancellationToken ct)
    {
        var video = await database.ReadAsync(session => store.FindByUploadAsync(session, upload), ct);
        return video is not null && LibraryRules.MayEdit(video, caller) ? video : Refusal.NotFound("The upload");
    }

    /// <param name="details">Checked.</param>
    internal static Video VideoOf(
        VideoId id, UploadId upload, AccountId owner, long size, string? fileName, VideoDetails details, DateTimeOffset now) => new()
        {
            Id = id,
            Upload = upload,
            Owner = owner,
            Title = details.Title?.Trim() ?? LibraryRules.TitleFrom(fileName),
            Description = details.Description ?? string.Empty,
            Visibility = details.Visibility ?? Visibility.Private,
            Status = VideoStatus.Pending,
            Size = size,
            AllowDownload = details.AllowDownload ?? false,
            RequirePremium = details.RequirePremium ?? false,
            CreatedAt = now,
            UpdatedAt = now,
        };

    private async Task<Refusal?> InsertAsync(DbSession session, Caller uploader, Video video)
    {
        if (!uploader.IsAdministrator && await quota.FaultAsync(session, uploader.Account, video.Size) is { } refusal) return refusal;
        await store.InsertAsync(session, video);
        return null;
    }
}
