namespace Matinee.Domain.Media;

/// <summary>Something to be read while the film is between two instants.</summary>
/// <param name="Start">Seconds.</param>
/// <param name="Text">Lines; of markup it has what WebVTT knows as b, i and u, and everything else is escaped.</param>
/// <param name="IsAtTop">Shown at the upper edge instead of the lower one.</param>
internal sealed record Cue(double Start, double End, string Text, bool IsAtTop = false);
