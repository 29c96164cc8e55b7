using Matinee.Domain.Media;

namespace Matinee.Domain.Library;

/// <summary>What makes watching nicer and is not needed to play: the file's own subtitles, and pictures for the seek bar.</summary>
internal sealed class FilmExtras(MediaFiles files, MediaTools tools)
{
    private readonly Probe probe = new(tools);
    private readonly SubtitleTracks subtitles = new(tools, files);
    private readonly Storyboards storyboards = new(tools, files);

    public async Task<ExtractedSubtitles> ExtractSubtitlesAsync(JobHold hold, CancellationToken ct)
    {
        var (video, film) = (hold.Job.Video, files.FilmPath(hold.Job.Video));
        var (facts, _) = await probe.ReadAsync(film, ct);
        return facts?.Duration is null
            ? new ExtractedSubtitles([], Lost: 1)
            : await subtitles.ExtractAsync(video, hold.Job.AttemptName, film, facts, percent => hold.ReportAsync(percent, also: null, ct), ct);
    }

    public async Task<Storyboard?> DrawStoryboardAsync(JobHold hold, CancellationToken ct)
    {
        var (video, film) = (hold.Job.Video, files.FilmPath(hold.Job.Video));
        var (facts, _) = await probe.ReadAsync(film, ct);
        return facts?.Duration is null || facts.Picture is null
            ? null
            : await storyboards.MakeAsync(video, hold.Job.AttemptName, film, facts, percent => hold.ReportAsync(percent, also: null, ct), ct);
    }
}
