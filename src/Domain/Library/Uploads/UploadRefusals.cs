using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>Why a film is not taken, in sentences for the person who sends it.</summary>
internal static class UploadRefusals
{
    public static Refusal DiskFull { get; } =
        new(RefusalKind.Unavailable, "This server's disk has no room for the film. Ask its administrator to free some space.");

    public static Refusal NoUpload { get; } = Refusal.NotFound("The upload");

    public static Refusal WrongSize { get; } = new(RefusalKind.Invalid, "The film has another size than it was said to have.");

    public static Refusal Busy { get; } = new(RefusalKind.Conflict, "This film is being received already.");

    public static Refusal HasArrived { get; } = new(RefusalKind.Conflict, "The film of this address has arrived already.");

    public static Refusal MoreThanSaid { get; } = new(RefusalKind.TooLarge, "More bytes came than the film was said to have.");

    public static Refusal Guest { get; } = new(RefusalKind.Forbidden, "Guests cannot upload films.");

    public static Refusal TooLarge(UploadOptions options) =>
        new(RefusalKind.TooLarge, $"A film may have at most {Bytes(options.MaxBytes)} on this server.");

    /// <param name="left">Bytes; not below zero.</param>
    public static Refusal OverQuota(long quota, long left) => new(
        RefusalKind.TooLarge,
        $"Your films may have {Bytes(quota)} together, and {(left == 0 ? "nothing" : Bytes(left))} of that is left. Delete a film to make room.");

    public static Refusal TooMany(int most) => new(
        RefusalKind.RateLimited, $"You have {most} unfinished uploads. Finish or cancel some of them first.");

    private static string Bytes(long count) => count switch
    {
        >= 1L << 30 => $"{count / (double)(1L << 30):0.#} GiB",
        >= 1L << 20 => $"{count / (double)(1L << 20):0.#} MiB",
        _ => $"{count} bytes",
    };
}
