using System.Globalization;
using System.Text;

namespace Matinee.Domain.Media;

/// <summary>Draws small pictures of a film onto sheets. Only key pictures are decoded: a film of two hours takes seconds.</summary>
internal sealed class Storyboards(MediaTools tools, MediaFiles files)
{
    public const string IndexFile = "storyboard.vtt";

    private const int Columns = 10;
    private const int Rows = 10;
    private const int LongSide = 160;

    // About as many pictures as a seek bar has places to point at.
    private const double MostPictures = 300;
    private const double ShortestInterval = 2;

    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(120);

    /// <summary>Null when no picture could be drawn.</summary>
    public async Task<Storyboard?> MakeAsync(
        Kernel.VideoId video, string attempt, string film, MediaFacts facts, Func<double, Task> onProgress, CancellationToken ct)
    {
        var duration = facts.Duration!.Value;
        var board = Plan(LadderRules.Source(facts.Picture!), duration);
        var work = files.WorkFolder(video, attempt);
        MediaFiles.DeleteFolder(work);
        Directory.CreateDirectory(work);
        var limits = new ToolLimits(Stall, TimeSpan.FromSeconds(600 + Math.Ceiling(duration * 10)), 0);
        var result = await tools.EncodeAsync(
            Arguments(film, facts, board, work), limits, seconds => onProgress(Math.Clamp(100 * seconds / duration, 0, 99)), ct);
        if (result.End is not ToolEnd.Success || !File.Exists(Path.Combine(work, SheetFile(0)))) return null;
        var sheets = Enumerable.Range(0, (board.Count + (Columns * Rows) - 1) / (Columns * Rows)).Where(sheet => File.Exists(Path.Combine(work, SheetFile(sheet)))).ToList();
        Directory.CreateDirectory(files.StreamFolder(video));
        foreach (var sheet in sheets) File.Move(Path.Combine(work, SheetFile(sheet)), Path.Combine(files.StreamFolder(video), SheetFile(sheet)), overwrite: true);
        return board with { Count = Math.Min(board.Count, sheets.Count * Columns * Rows) };
    }

    /// <summary>WebVTT whose cues name a part of a sheet, as players' seek bars read it.</summary>
    public static string WriteIndex(Storyboard board, double duration)
    {
        var text = new StringBuilder("WEBVTT\n");
        for (var picture = 0; picture < board.Count; picture++)
        {
            var (from, to) = (picture * board.Interval, Math.Min(duration, (picture + 1) * board.Interval));
            if (to <= from) break;
            var onSheet = picture % (board.Columns * board.Rows);
            var (x, y) = (onSheet % board.Columns * board.Width, onSheet / board.Columns * board.Height);
            text.Append(CultureInfo.InvariantCulture, $"\n{SubtitleFile.Clock(from)} --> {SubtitleFile.Clock(to)}\n");
            text.Append(CultureInfo.InvariantCulture, $"{SheetFile(picture / (board.Columns * board.Rows))}#xywh={x},{y},{board.Width},{board.Height}\n");
        }

        return text.ToString();
    }

    public static string SheetFile(int sheet) => string.Create(CultureInfo.InvariantCulture, $"storyboard-{sheet}.jpg");

    private static Storyboard Plan(Rung shown, double duration)
    {
        var interval = Math.Max(ShortestInterval, Math.Ceiling(duration / MostPictures));
        var scale = LongSide / (double)Math.Max(shown.Width, shown.Height);
        var (width, height) = (Even(shown.Width * scale), Even(shown.Height * scale));
        return new Storyboard(interval, Math.Max(1, (int)Math.Ceiling(duration / interval)), width, height, Columns, Rows);
    }

    private static int Even(double pixels) => Math.Max(2, (int)Math.Round(pixels / 2) * 2);

    // The last key picture stands for all that follows it; a short film has but one.
    private static IReadOnlyList<string> Arguments(string film, MediaFacts facts, Storyboard board, string work) =>
    [
        "-nostdin", "-v", "error", "-y", "-progress", "pipe:1", "-stats_period", "1",
        "-protocol_whitelist", "file", "-format_whitelist", Probe.Demuxers, "-codec_whitelist", Codecs.Decoders, "-threads", "1",
        "-skip_frame", "nokey", "-i", "file:" + film,
        "-map", string.Create(CultureInfo.InvariantCulture, $"0:{facts.Picture!.Index}"), "-map_metadata", "-1", "-an", "-sn", "-dn",
        "-vf", string.Create(CultureInfo.InvariantCulture, $"tpad=stop_mode=clone:stop_duration={facts.Duration:0.###},fps=1/{board.Interval:0.###}:start_time=0,trim=end_frame={board.Count},scale={board.Width}:{board.Height},setsar=1,tile={Columns}x{Rows},format=yuvj420p"),
        "-q:v", "5", "-threads", "1", "-start_number", "0", "-f", "image2", "file:" + Path.Combine(work, "storyboard-%d.jpg"),
    ];
}
