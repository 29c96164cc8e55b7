using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>Something that stands in the way of a job and may pass. The job waits for a while, and others go on.</summary>
/// <param name="Sentence">For the owner; null when there is nothing to say.</param>
/// <param name="Counts">The film may be to blame: after some attempts it is given up with the sentence.</param>
internal sealed record Setback(string? Sentence, TimeSpan Wait, bool Counts)
{
    /// <summary>Null for an exception that is none: a bug, a machine without ffmpeg, a server that stops.</summary>
    public static Setback? Of(Exception exception) => exception switch
    {
        DiskFullException => DiskFull,
        IOException when DiskFullException.IsReasonOf(exception) => DiskFull,
        FilmAwayException away => new Setback(away.Message, TimeSpan.FromMinutes(3), Counts: false),
        ToolStoppedException => new Setback(null, TimeSpan.FromSeconds(13), Counts: false),
        ToolKilledException killed => new Setback(killed.Message, TimeSpan.FromSeconds(31), Counts: true),
        IOException or UnauthorizedAccessException =>
            new Setback("This server cannot read or write the film's files now.", TimeSpan.FromSeconds(47), Counts: true),
        _ => null,
    };

    private static Setback DiskFull => new(new DiskFullException().Message, TimeSpan.FromSeconds(53), Counts: false);
}
