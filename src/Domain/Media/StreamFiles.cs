using System.Globalization;
using Matinee.Domain.Kernel;

namespace Matinee.Domain.Media;

/// <summary>
/// Finds what a player asks for below a video's stream address. Every name is compared with what the package offers: a path is
/// never made of what was asked, so that nothing else on the disk can be reached.
/// </summary>
public sealed class StreamFiles(MediaFiles files)
{
    public const string HlsPlaylist = HlsPlaylists.Multivariant;
    public const string DashFile = DashManifest.File;
    public const string StoryboardIndex = Storyboards.IndexFile;

    private const string Hls = "application/vnd.apple.mpegurl";
    private const string Dash = "application/dash+xml";
    private const string WebVtt = "text/vtt; charset=utf-8";

    /// <param name="folder">A rendition or a track; null for what lies beside them.</param>
    public StreamFile? Find(VideoId video, Package package, string? folder, string name)
    {
        var found = folder is null ? Beside(package, name) : Within(package, folder, name);
        if (found is not { Path: { } relative } file) return found;
        var added = folder is null ? package.Subtitles.FirstOrDefault(track => track.Source is not SubtitleSource.Film && IsTextOf(track, name)) : null;
        var path = added is null ? Path.Combine(files.StreamFolder(video), relative) : files.SubtitlePath(video, added.Name);
        return IsOurs(path) ? file with { Path = path } : null;
    }

    private static StreamFile? Beside(Package package, string name)
    {
        if (name is HlsPlaylists.Multivariant) return package.IsPlayable ? new StreamFile(Hls, HlsPlaylists.WriteMultivariant(package)) : null;
        if (name is DashManifest.File) return package.IsComplete ? new StreamFile(Dash, DashManifest.Write(package)) : null;
        if (package.Storyboard is { } board)
        {
            if (name is Storyboards.IndexFile) return new StreamFile(WebVtt, Storyboards.WriteIndex(board, package.Duration));
            var sheets = (board.Count + (board.Columns * board.Rows) - 1) / (board.Columns * board.Rows);
            var sheet = Enumerable.Range(0, sheets).Select(Storyboards.SheetFile).FirstOrDefault(file => string.Equals(file, name, StringComparison.Ordinal));
            if (sheet is not null) return new StreamFile("image/jpeg", Text: null, sheet);
        }

        var track = package.Subtitles.FirstOrDefault(track => IsTextOf(track, name));
        return track is null ? null : new StreamFile(WebVtt, Text: null, track.Name + ".vtt");
    }

    private static StreamFile? Within(Package package, string folder, string name)
    {
        if (package.Find(folder) is { } rendition)
        {
            if (name is HlsPlaylists.Media) return new StreamFile(Hls, HlsPlaylists.WriteMedia(rendition));
            if (name is not Rendition.InitFile && !IsSegment(rendition, name)) return null;
            var type = rendition.Kind is RenditionKind.Picture ? "video/mp4" : "audio/mp4";
            return new StreamFile(type, Text: null, Path.Combine(rendition.Name, name));
        }

        var track = package.Subtitles.FirstOrDefault(track => string.Equals(track.Name, folder, StringComparison.Ordinal));
        return track is null || name is not HlsPlaylists.Media ? null : new StreamFile(Hls, HlsPlaylists.WriteSubtitles(track, package.Duration));
    }

    private static bool IsTextOf(SubtitleTrack track, string name) => string.Equals(track.Name + ".vtt", name, StringComparison.Ordinal);

    private static bool IsSegment(Rendition rendition, string name) =>
        name.Length is 9 or 10
        && int.TryParse(name.AsSpan(0, name.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? dot : 0), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number < rendition.Durations.Count
        && string.Equals(Rendition.FileOf(number), name, StringComparison.Ordinal);

    /// <summary>A file that is there and is no link; neither is its folder.</summary>
    private static bool IsOurs(string path) =>
        new FileInfo(path) is { Exists: true } file && !IsLink(file) && !IsLink(file.Directory!);

    private static bool IsLink(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
}

/// <summary>One of the two is set.</summary>
/// <param name="Text">Written just now, and another one soon.</param>
/// <param name="Path">Of a file that never changes.</param>
public sealed record StreamFile(string ContentType, string? Text, string? Path = null);
