namespace Matinee.Domain.Media;

/// <summary>A folder that ffmpeg fills with an init segment and media segments. What it says in its own list is not believed: the segments are read.</summary>
internal static class SegmentFolder
{
    /// <summary>ffmpeg's own list, written when it is done; kept as the sign of a folder that is complete, never served.</summary>
    public const string ListFile = "complete.m3u8";

    // Boxes before the media data; four seconds of pictures take some thousand bytes.
    private const int MostHeaderBytes = 1 << 20;

    public static bool IsComplete(string folder) => File.Exists(Path.Combine(folder, ListFile));

    /// <summary>How many segments are finished, from the first one on. ffmpeg names a file so only when it is.</summary>
    public static int Finished(string folder, int from)
    {
        while (File.Exists(Path.Combine(folder, Rendition.FileOf(from)))) from++;
        return from;
    }

    public static Mp4Init ReadInit(string folder) => Mp4Init.Read(Head(Path.Combine(folder, Rendition.InitFile)).Bytes);

    /// <exception cref="InvalidDataException">The segment does not follow the one before, or a player cannot begin at it.</exception>
    public static Segment ReadSegment(string folder, int number, long expectedStart)
    {
        var (bytes, length) = Head(Path.Combine(folder, Rendition.FileOf(number)));
        var fragment = Mp4Fragment.Read(bytes);
        if ((long)fragment.Start != expectedStart) throw new InvalidDataException("The segments do not follow each other.");
        if (!fragment.BeginsWithKey) throw new InvalidDataException("A segment does not begin with a key picture.");
        return new Segment((long)fragment.Duration, length);
    }

    private static (byte[] Bytes, long Length) Head(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[Math.Min(file.Length, MostHeaderBytes)];
        file.ReadExactly(bytes);
        return (bytes, file.Length);
    }
}

/// <param name="Duration">Ticks.</param>
internal readonly record struct Segment(long Duration, long Bytes);

/// <summary>Adds up a rendition's segments as they come.</summary>
internal sealed class SegmentTally(string folder)
{
    private readonly List<long> durations = [];
    private long bytes;
    private double peak;
    private long end;

    public int Count => durations.Count;

    public Mp4Init? Init { get; private set; }

    /// <summary>Seconds of all segments.</summary>
    public double Length => Init is null ? 0 : end / (double)Init.Timescale;

    /// <summary>Seconds of the longest segment.</summary>
    public double Longest => Init is null || durations.Count == 0 ? 0 : durations.Max() / (double)Init.Timescale;

    /// <summary>Takes in what was finished since; true when there was any.</summary>
    /// <exception cref="InvalidDataException">ffmpeg wrote what players cannot use.</exception>
    public bool Read()
    {
        var finished = SegmentFolder.Finished(folder, durations.Count);
        if (finished == durations.Count) return false;
        Init ??= SegmentFolder.ReadInit(folder);
        for (var number = durations.Count; number < finished; number++)
        {
            var segment = SegmentFolder.ReadSegment(folder, number, end);
            durations.Add(segment.Duration);
            end += segment.Duration;
            bytes += segment.Bytes;
            peak = Math.Max(peak, segment.Bytes * 8.0 * Init.Timescale / segment.Duration);
        }

        return true;
    }

    /// <param name="template">Name, label, frame rate, language: what the bytes do not say.</param>
    public Rendition ToRendition(Rendition template, bool isComplete) => template with
    {
        Codecs = Init!.Codecs,
        Timescale = Init.Timescale,
        Width = Init.Width,
        Height = Init.Height,
        SampleAspect = Init.SampleAspect,
        Channels = Init.Channels,
        SampleRate = Init.SampleRate,
        Durations = [.. durations],
        PeakBandwidth = (long)Math.Ceiling(peak),
        AverageBandwidth = end == 0 ? 0 : (long)Math.Ceiling(bytes * 8.0 * Init.Timescale / end),
        IsComplete = isComplete,
    };
}
