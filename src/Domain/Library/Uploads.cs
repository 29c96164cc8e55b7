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

    internal static Refusal DiskFull { get; } =
        new(RefusalKind.Unavailable, "This server's disk has no room for the film. Ask its administrator to free some space.");

    /// <param name="declaredBytes">Length of the request, when the client says it; the film is about that long.</param>
    public Outcome<IncomingFilm> Begin(Caller caller, long? declaredBytes)
    {
        if (caller.IsGuest) return new Refusal(RefusalKind.Forbidden, "Guests cannot upload films.");
        if (declaredBytes > options.MaxBytes + MetadataAllowance) return TooLarge(options);
        if (files.FreeBytes() - options.KeepFreeBytes < (declaredBytes ?? 0)) return DiskFull;
        return new IncomingFilm(files, options, caller, new VideoId(NewId.At(time)), new UploadId(NewId.At(time)));
    }

    /// <summary>Makes the received film a video, which is examined next. A refusal leaves the film to be removed by its owner's disposal.</summary>
    /// <param name="fileName">What the client called the file: the title, when none is given.</param>
    public async Task<Outcome<Video>> CompleteAsync(IncomingFilm film, string? fileName, VideoDetails details)
    {
        if (film.Received is not { } size) return Refusal.Invalid("file", "The upload holds no file.");
        var given = string.IsNullOrWhiteSpace(details.Title) ? details with { Title = null } : details;
        if (LibraryRules.Faults(given) is { Count: > 0 } faults) return Refusal.Invalid(faults);
        var now = time.GetUtcNow();
        var video = new Video
        {
            Id = film.Video,
            Upload = film.Upload,
            Owner = film.Uploader.Account,
            Title = given.Title?.Trim() ?? LibraryRules.TitleFrom(fileName),
            Description = given.Description ?? string.Empty,
            Visibility = given.Visibility ?? Visibility.Private,
            Status = VideoStatus.Pending,
            Size = size,
            AllowDownload = given.AllowDownload ?? false,
            RequirePremium = given.RequirePremium ?? false,
            CreatedAt = now,
            UpdatedAt = now,
        };

        // The bytes are all here: a client that hangs up now has its film in the library. Kept first, because whether a
        // failed commit wrote the row is unknown; the sweep removes a folder that turns out to have none.
        film.Keep();
        await database.WriteAsync(session => store.InsertAsync(session, video), CancellationToken.None);
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

    internal static Refusal TooLarge(UploadOptions options) =>
        new(RefusalKind.TooLarge, $"A film may have at most {Bytes(options.MaxBytes)} on this server.");

    private static string Bytes(long count) => count switch
    {
        >= 1L << 30 => $"{count / (double)(1L << 30):0.#} GiB",
        >= 1L << 20 => $"{count / (double)(1L << 20):0.#} MiB",
        _ => $"{count} bytes",
    };
}
