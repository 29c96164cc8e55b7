using Matinee.Database;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>
/// Subtitle files beside films of folders become subtitles of those films, converted and kept by us. One that was written to
/// since is taken in again in the place of what it was; one whose subtitle the owner deleted is left alone.
/// </summary>
internal sealed class SidecarSubtitles(IDatabase database, Subtitles subtitles, TimeProvider time)
{
    private readonly FolderStore store = new();

    /// <summary>Takes in what is new or changed; answers how many that were.</summary>
    public async Task<int> TakeInAsync(VideoId video, IReadOnlyList<FoundSidecar> found, CancellationToken ct)
    {
        if (found.Count == 0) return 0;
        var known = await database.ReadAsync(session => store.SidecarsAsync(session, video), ct);
        var count = 0;
        foreach (var sidecar in found)
        {
            var writtenAt = WrittenAt(sidecar.File);
            var before = known.GetValueOrDefault(sidecar.File.FullName);
            if (before?.WrittenAt == writtenAt) continue;
            if (await TakeInAsync(video, sidecar, writtenAt, before?.Subtitle, ct)) count++;
        }

        return count;
    }

    private async Task<bool> TakeInAsync(VideoId video, FoundSidecar found, DateTimeOffset writtenAt, SubtitleId? before, CancellationToken ct)
    {
        var seen = new Sidecar(found.File.FullName, writtenAt, Subtitle: null);
        if (await ReadAsync(found.File, ct) is not { } cues)
        {
            await database.WriteAsync(session => store.SaveAsync(session, video, seen), CancellationToken.None);
            return false;
        }

        var language = found.Name.Language ?? Languages.Unknown;
        var subtitle = new Subtitle(
            subtitles.NewSubtitleId(), video, language, found.Name.LabelIn(language), found.Name.IsDefault, found.Name.IsForced, SubtitleSource.Folder, time.GetUtcNow());
        var kept = await subtitles.KeepAsync(subtitle, cues, before, session => store.SaveAsync(session, video, seen with { Subtitle = subtitle.Id }));
        return !kept.IsRefused(out _);
    }

    /// <summary>Null for what is no text with cues, or cannot be read now.</summary>
    private static async Task<IReadOnlyList<Cue>?> ReadAsync(FileInfo file, CancellationToken ct)
    {
        if (file.Length > Subtitles.MostBytes) return null;
        try
        {
            return Subtitles.Read(await File.ReadAllBytesAsync(file.FullName, ct)).Succeeded(out var cues, out _) ? cues : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // As exact as the database keeps it.
    private static DateTimeOffset WrittenAt(FileInfo file) =>
        DateTimeOffset.FromUnixTimeMilliseconds(new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds());
}
