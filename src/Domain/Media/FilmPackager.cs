using Matinee.Domain.Kernel;

namespace Matinee.Domain.Media;

/// <summary>
/// Runs one ffmpeg that makes renditions, checks what it made, and publishes it below the video's stream folder. ffmpeg works
/// in the attempt's own folder. Usually whole renditions are moved when all is well; what viewers wait for is published segment
/// by segment. An encode is the same each time: one that was cut short is made again, and segments that are out stay as they are.
/// </summary>
internal sealed class FilmPackager(MediaTools tools, MediaFiles files)
{
    // Seconds: nobody can begin to watch, or change the size, more often than once a segment. The list rounds.
    public const int MostSeconds = 10;
    public const double LongestSegment = MostSeconds + 0.5;

    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(120);

    // Bytes. ffmpeg does not tell of every write that failed: with less than this left, what it made may lack something.
    private const long LeastFree = 1 << 20;

    // Seconds of processor time for each second of film: eight thousand pixels across in HEVC on a slow machine.
    private const int MostEffort = 120;

    /// <exception cref="DiskFullException">There is less room on the disk than must stay free.</exception>
    public async Task<Packaged> RunAsync(PackagingOrder order, Func<PackagingProgress, Task> onProgress, CancellationToken ct)
    {
        var target = files.StreamFolder(order.Video);
        if (order.Templates.All(template => SegmentFolder.IsComplete(Path.Combine(target, template.Name))))
            return Check(order, Publication.OfFinished(order, target));
        var work = files.WorkFolder(order.Video, order.Attempt);
        MediaFiles.DeleteFolder(work);
        foreach (var template in order.Templates) Directory.CreateDirectory(Path.Combine(work, template.Name));
        var publication = new Publication(order, work, target);
        ToolResult result;
        try
        {
            result = await tools.EncodeAsync(order.Arguments(work), LimitsOf(order), ReportAsync, ct);
            KeepRoom();
            if (result.End is ToolEnd.Success) publication.Advance();
        }
        catch (SegmentTooLongException)
        {
            return TooFarApart;
        }

        if (result.End is not ToolEnd.Success)
        {
            return result.End is ToolEnd.TookTooLong
                ? Packaged.Failed("This film takes too long to convert; it may be damaged.", mayRetry: true)
                : Packaged.Failed("This film cannot be converted; it may be damaged or encrypted.", mayRetry: false);
        }

        return Check(order, publication);

        async Task ReportAsync(double seconds)
        {
            KeepRoom();
            if (order.Grows) publication.Advance();
            await onProgress(new PackagingProgress(Math.Clamp(100 * seconds / order.Duration, 0, 99), publication.Renditions(isComplete: false)));
        }

        void KeepRoom()
        {
            if (files.FreeBytes() < Math.Max(order.KeepFreeBytes, LeastFree)) throw new DiskFullException();
        }
    }

    private static Packaged TooFarApart => Packaged.Failed("Its key pictures are too far apart.", mayRetry: false);

    private static Packaged Check(PackagingOrder order, Publication made)
    {
        if (!made.HasAll) return Packaged.Failed("This film cannot be converted; it may be damaged or encrypted.", mayRetry: false);

        // Each is compared with its own source: pictures that end in the midst of a film must not hide behind its sound.
        if (made.Length < Least(order.Duration) || made.Lengths.Zip(order.Lengths).Any(pair => pair.First < Least(pair.Second ?? 0)))
            return Packaged.Failed("This film could be converted only in part; it may be damaged.", mayRetry: false);
        made.Complete();
        return new Packaged(made.Renditions(isComplete: true), Fault: null, MayRetry: false);
    }

    /// <summary>As much as the probe lets be missing, and what an even rate of pictures rounds off.</summary>
    private static double Least(double expected) => expected - Math.Max(2.5, expected / 50);

    private static ToolLimits LimitsOf(PackagingOrder order) =>
        new(Stall, TimeSpan.FromSeconds(Math.Ceiling(600 + (order.Duration * MostEffort))), MostOutputCharacters: 0)
        {
            MostMemoryBytes = 6L << 30,
            MostFileBytes = 1L << 30,
            IsUrgent = order.IsUrgent,
        };
}

/// <summary>What is to be made of a film.</summary>
/// <param name="Attempt">Name of the attempt's folder.</param>
/// <param name="Arguments">ffmpeg's, for the folder that is to hold a folder for each template.</param>
/// <param name="Templates">The renditions that come of it, without what only their bytes say.</param>
/// <param name="Lengths">Seconds that must come out of each template; null where nobody knows.</param>
/// <param name="Duration">Seconds that the longest must have.</param>
/// <param name="Grows">Published segment by segment.</param>
internal sealed record PackagingOrder(
    VideoId Video,
    string Attempt,
    Func<string, IReadOnlyList<string>> Arguments,
    IReadOnlyList<Rendition> Templates,
    IReadOnlyList<double?> Lengths,
    double Duration,
    bool Grows,
    bool IsUrgent,
    long KeepFreeBytes);

/// <param name="Renditions">What has been published so far; empty unless the order grows.</param>
internal readonly record struct PackagingProgress(double Percent, IReadOnlyList<Rendition> Renditions);

/// <param name="Renditions">Null when it failed.</param>
/// <param name="Fault">A sentence for the owner.</param>
internal sealed record Packaged(IReadOnlyList<Rendition>? Renditions, string? Fault, bool MayRetry)
{
    public static Packaged Failed(string fault, bool mayRetry) => new(null, fault, mayRetry);
}

/// <summary>Whatever comes after it: the rendition is of no use.</summary>
internal sealed class SegmentTooLongException() : Exception("A segment is longer than players are promised.");
