using System.ComponentModel.DataAnnotations;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Doors.Shared;

namespace Matinee.Doors.WatchParty.Videos;

/// <param name="Language">RFC 5646; <c>und</c> when nobody knows.</param>
/// <param name="Url">WebVTT at an absolute signed URL.</param>
/// <param name="IsForced">Shown even to who wants no subtitles.</param>
/// <param name="Source">film, upload, or folder for a file that lay beside the film; a track of the film's own cannot be changed.</param>
internal sealed record SubtitleWire(
    string Id, string Language, string Label, string Url, bool IsDefault, bool IsForced, [property: AllowedValues("film", "upload", "folder")] string Source);

/// <summary>The fields of the form that brings a subtitle; <see cref="SubtitleForm"/> reads them as they come.</summary>
internal sealed record SubtitleFormWire([property: Required] byte[] File, string? Language, string? Label, bool? Default);

internal sealed record SubtitleChangeBody(string? Language, string? Label, bool? Default);

internal sealed record SubtitleDeletedWire(bool Success, string Message);

internal static class SubtitleWires
{
    /// <param name="stream">Where the film's stream is, with a slash at its end.</param>
    public static SubtitleWire ToWire(this SubtitleTrack track, string stream) => new(
        track.Name,
        track.Language,
        track.Label,
        $"{stream}{track.Name}.vtt",
        track.IsDefault,
        track.IsForced,
        track.Source.ToString().ToLowerInvariant());

    public static SubtitleDetails ToDetails(this SubtitleChangeBody body) => new(body.Language, body.Label, body.Default);
}
