namespace Matinee.Domain.Library;

/// <summary>How far the work on a video is, for who uploaded it.</summary>
/// <param name="Percent">0 to 100, of the stage.</param>
/// <param name="SecondsRemaining">Of the stage; null while nobody can tell.</param>
/// <param name="Quality">What is being made, such as <c>720p</c>; null where the stage says it all.</param>
/// <param name="Note">A sentence where something is in the way.</param>
public sealed record ProcessingState(ProcessingStage Stage, double Percent, double? SecondsRemaining, string? Quality, string? Note)
{
    /// <summary>Other films that come first; null while somebody is at this one.</summary>
    public int? Ahead { get; init; }

    /// <summary>Sentences on what is over: what was left out, or did not succeed and is not needed to play.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>In the order in which a film goes through them.</summary>
public enum ProcessingStage
{
    /// <summary>Nobody has begun.</summary>
    Waiting,
    Examining,

    /// <summary>Its first segments are being made.</summary>
    Preparing,

    /// <summary>It can be watched; more sizes, subtitles and previews are being made.</summary>
    Improving,

    Finished,
    Failed,
}
