using System.Globalization;

namespace Matinee.Domain.Media;

/// <summary>Takes the text tracks out of a film, as WebVTT.</summary>
internal sealed class SubtitleTracks(MediaTools tools, MediaFiles files)
{
    private const int MostTracks = 32;

    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(120);

    /// <summary>Publishes each track that has cues; empty when none has. A track that cannot be read takes no other with it.</summary>
    public async Task<ExtractedSubtitles> ExtractAsync(
        Kernel.VideoId video, string attempt, string film, MediaFacts facts, Func<double, Task> onProgress, CancellationToken ct)
    {
        var streams = facts.Streams.Where(stream => stream.Type is "subtitle" && Codecs.IsText(stream.Codec)).Take(MostTracks).ToList();
        var work = files.WorkFolder(video, attempt);
        MediaFiles.DeleteFolder(work);
        Directory.CreateDirectory(work);
        var duration = facts.Duration!.Value;
        var lost = 0;
        var limits = new ToolLimits(Stall, TimeSpan.FromSeconds(600 + Math.Ceiling(duration)), 0) { IsUrgent = true, MostFileBytes = SubtitleFile.MostBytes };
        if (!await RunAsync([.. Enumerable.Range(0, streams.Count)]))
        {
            for (var position = 0; position < streams.Count; position++)
            {
                if (streams.Count > 1 && await RunAsync([position])) continue;
                File.Delete(Path.Combine(work, NameOf(position) + ".vtt"));
                lost++;
            }
        }

        return new ExtractedSubtitles(await PublishAsync(streams, work, files.StreamFolder(video), ct), lost);

        async Task<bool> RunAsync(IReadOnlyList<int> positions)
        {
            var result = await tools.EncodeAsync(
                Arguments(film, positions.Select(position => (streams[position], position)), work),
                limits,
                seconds => onProgress(Math.Clamp(100 * seconds / duration, 0, 99)),
                ct);
            return result.End is ToolEnd.Success;
        }
    }

    public static string NameOf(int position) => string.Create(CultureInfo.InvariantCulture, $"t{position}");

    private static IEnumerable<string> Arguments(string film, IEnumerable<(MediaStream Stream, int Position)> tracks, string work) =>
    [
        "-nostdin", "-v", "error", "-y", "-progress", "pipe:1", "-stats_period", "1",
        "-protocol_whitelist", "file", "-format_whitelist", Probe.Demuxers, "-codec_whitelist", Codecs.Decoders,
        "-i", "file:" + film,
        .. tracks.SelectMany(track => (string[])
        [
            "-map", string.Create(CultureInfo.InvariantCulture, $"0:{track.Stream.Index}"), "-map_metadata", "-1",
            "-c:s", "webvtt", "-f", "webvtt", "file:" + Path.Combine(work, NameOf(track.Position) + ".vtt"),
        ]),
    ];

    /// <summary>The tracks are read again and written by us: what ffmpeg passes on is still a stranger's text.</summary>
    private static async Task<IReadOnlyList<SubtitleTrack>> PublishAsync(IReadOnlyList<MediaStream> streams, string work, string target, CancellationToken ct)
    {
        Directory.CreateDirectory(target);
        var tags = streams.Select(stream => Languages.TagOf(stream.Language)).ToList();
        var labels = TrackLabels.Of([.. streams.Zip(tags).Select(pair => (pair.Second, pair.First.Title))]);
        var tracks = new List<SubtitleTrack>();
        for (var position = 0; position < streams.Count; position++)
        {
            var name = NameOf(position);
            var made = Path.Combine(work, name + ".vtt");
            if (!File.Exists(made) || SubtitleFile.Read(await File.ReadAllBytesAsync(made, ct)) is not { } cues) continue;
            var written = Path.Combine(work, name + ".clean");
            await File.WriteAllTextAsync(written, SubtitleFile.WriteWebVtt(cues), ct);
            File.Move(written, Path.Combine(target, name + ".vtt"), overwrite: true);
            tracks.Add(new SubtitleTrack(name, tags[position], labels[position], streams[position].IsDefault, streams[position].IsForced));
        }

        return tracks;
    }
}

/// <param name="Lost">Tracks that ffmpeg could not read.</param>
internal sealed record ExtractedSubtitles(IReadOnlyList<SubtitleTrack> Tracks, int Lost);
