using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

public readonly record struct SubtitleId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A subtitle track that was added to a film. Its text never changes: another text is another subtitle.</summary>
/// <param name="Language">RFC 5646.</param>
/// <param name="IsForced">Only what must be read even by who understands the film: signs, a foreign sentence.</param>
internal sealed record Subtitle(
    SubtitleId Id,
    VideoId Video,
    string Language,
    string Label,
    bool IsDefault,
    bool IsForced,
    SubtitleSource Source,
    DateTimeOffset CreatedAt)
{
    public SubtitleTrack ToTrack() => new(Id.Value, Language, Label, IsDefault, IsForced) { Source = Source };
}

/// <summary>What an owner says about a subtitle; null leaves it as it is, or to what the file's name says.</summary>
/// <param name="Language">RFC 5646, such as <c>pt-BR</c>.</param>
public sealed record SubtitleDetails(string? Language = null, string? Label = null, bool? IsDefault = null);
