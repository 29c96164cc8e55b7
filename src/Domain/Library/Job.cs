using Matinee.Domain.Kernel;

namespace Matinee.Domain.Library;

/// <summary>A piece of work on a video as a node has claimed it.</summary>
/// <param name="Lines">Of an encode: its size; 0 for all else.</param>
/// <param name="Attempt">From 1. Whoever claims it again makes it one more: an older attempt has then lost it.</param>
internal sealed record Job(VideoId Video, JobKind Kind, int Lines, int Attempt)
{
    /// <summary>Names the attempt's own folder.</summary>
    public string AttemptName => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Prefix}{Attempt}");

    /// <summary>What the folders of all attempts of this job begin with.</summary>
    public string Prefix => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{VideoRow.Word(Kind)}-{Lines}-");
}

/// <summary>In the order in which they matter to who waits for the film.</summary>
public enum JobKind
{
    /// <summary>What is in the file; its poster.</summary>
    Examine,

    /// <summary>Cuts pictures that browsers play into segments as they are.</summary>
    Copy,

    /// <summary>Encodes the smallest size of a film that cannot be copied; it can be watched while it grows.</summary>
    First,

    /// <summary>Text tracks of the file.</summary>
    Subtitles,

    /// <summary>Small pictures for the seek bar.</summary>
    Storyboard,

    /// <summary>Encodes one more size.</summary>
    Rung,
}

/// <summary>Jobs of one lane wait for each other, and for nobody else.</summary>
internal enum JobLane
{
    /// <summary>Bound by the disk, done in seconds.</summary>
    Quick,

    /// <summary>Encodes that somebody waits for.</summary>
    First,

    /// <summary>Encodes that only make things better.</summary>
    Ladder,
}

internal enum JobState
{
    Waiting,
    Running,
    Done,
    Failed,
}

/// <summary>A job as the table has it.</summary>
internal sealed class JobRow
{
    public string VideoId { get; init; } = string.Empty;

    public string Kind { get; init; } = string.Empty;

    public long Lines { get; init; }

    public string Lane { get; init; } = string.Empty;

    public long Priority { get; init; }

    public long CreatedAt { get; init; }

    public string State { get; init; } = string.Empty;

    public long Attempts { get; init; }

    public double Percent { get; init; }

    public double? SecondsRemaining { get; init; }

    /// <summary>A sentence: why it failed, what it waits for, or what is to be said of it when it is done.</summary>
    public string? Failure { get; init; }

    public Job ToJob() => new(new VideoId(VideoId), KindOf, (int)Lines, (int)Attempts);

    public JobKind KindOf => Enum.Parse<JobKind>(Kind, ignoreCase: true);

    public JobState StateOf => Enum.Parse<JobState>(State, ignoreCase: true);
}
