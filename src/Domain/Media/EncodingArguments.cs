using System.Globalization;

namespace Matinee.Domain.Media;

/// <summary>
/// Command lines that cut a film into segments. Every rendition begins at zero, in a way that all players understand alike:
/// pictures say with one edit how far reordering delays them, and sounds come without the encoder's priming.
/// </summary>
internal static class EncodingArguments
{
    /// <summary>Seconds of a segment.</summary>
    public const int SegmentSeconds = 4;

    public const int MostSounds = 8;

    // Seconds by which a film may be longer than it says.
    private const double Excess = 30;

    /// <summary>The pictures as they are, and the sounds.</summary>
    public static IReadOnlyList<string> Copy(string film, MediaFacts facts, string folder) =>
    [
        .. Input(film),
        .. Map(facts.Picture!), "-c:v", "copy", .. Output(facts, folder, LadderRules.Source(facts.Picture!).Name, isPicture: true),
        .. Sounds(facts, folder),
    ];

    /// <param name="cuts">Seconds at which another rendition's segments begin, to be met; null for an even grid.</param>
    public static IReadOnlyList<string> Encode(string film, MediaFacts facts, Rung rung, IReadOnlyList<double>? cuts, bool withSounds, string folder) =>
    [
        .. Input(film),
        .. Map(facts.Picture!), "-vf", Filter(facts.Picture!, rung),
        "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "22",
        "-maxrate", Number(rung.MostBits), "-bufsize", Number(rung.MostBits * 2),
        "-sc_threshold", "0", "-g", "100000", "-force_key_frames", KeyPictures(facts.Picture!, cuts), "-threads", "2",
        .. Output(facts, folder, rung.Name, isPicture: true),
        .. withSounds ? Sounds(facts, folder) : [],
    ];

    /// <summary>The sounds that are offered: those that we can decode, the default one first.</summary>
    public static IReadOnlyList<MediaStream> SoundsOf(MediaFacts facts) =>
        [.. facts.Streams
            .Where(stream => stream.Type is "audio" && Codecs.IsSound(stream.Codec))
            .OrderBy(stream => stream == facts.Sound ? 0 : 1)
            .Take(MostSounds)];

    public static string SoundName(int position) => string.Create(CultureInfo.InvariantCulture, $"a{position}");

    private static IEnumerable<string> Input(string film) =>
    [
        "-nostdin", "-v", "error", "-y", "-progress", "pipe:1", "-stats_period", "1",
        "-protocol_whitelist", "file", "-format_whitelist", Probe.Demuxers, "-codec_whitelist", Codecs.Decoders, "-threads", "2",
        "-i", "file:" + film,
    ];

    private static IEnumerable<string> Sounds(MediaFacts facts, string folder) =>
        SoundsOf(facts).SelectMany((sound, position) => (string[])
        [
            .. Map(sound),
            .. PlayableRules.MayCopySound(sound)
                ? (string[])["-c:a", "copy"]
                : ["-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000", "-af", "aresample=async=1:first_pts=0"],
            "-bsf:a", (HasFramedAac(facts, sound) ? "aac_adtstoasc," : string.Empty) + @"noise=drop=lt(pts\,0)",
            .. Output(facts, folder, SoundName(position), isPicture: false),
        ]);

    /// <summary>Broadcasts say with every frame of AAC what it is; MP4 says it once.</summary>
    private static bool HasFramedAac(MediaFacts facts, MediaStream sound) => facts.Container is FilmContainer.MpegTs && PlayableRules.MayCopySound(sound);

    private static IEnumerable<string> Map(MediaStream stream) =>
        ["-map", string.Create(CultureInfo.InvariantCulture, $"0:{stream.Index}"), "-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"];

    private static IEnumerable<string> Output(MediaFacts facts, string folder, string name, bool isPicture)
    {
        var target = Path.Combine(folder, name);
        return
        [
            "-t", Number(facts.Duration!.Value + Excess), "-max_muxing_queue_size", "4096",
            "-f", "hls", "-hls_time", Number(SegmentSeconds), "-hls_list_size", "0", "-hls_playlist_type", "vod",
            "-hls_segment_type", "fmp4", "-hls_flags", "temp_file", "-hls_fmp4_init_filename", Rendition.InitFile,
            .. isPicture ? (string[])["-avoid_negative_ts", "disabled"] : ["-hls_segment_options", "use_editlist=0"],
            "-hls_segment_filename", "file:" + Path.Combine(target, "%05d.m4s"), "file:" + Path.Combine(target, SegmentFolder.ListFile),
        ];
    }

    private static string Filter(MediaStream picture, Rung rung)
    {
        // An even rate from the very beginning: sizes then share their key pictures, and pictures that begin late begin with the sound.
        var steps = new List<string> { $"fps={FrameRates.Encoded(picture)}:start_time=0" };
        if (picture.IsInterlaced) steps.Insert(0, "yadif");
        steps.Add(string.Create(CultureInfo.InvariantCulture, $"scale={rung.Width}:{rung.Height}:flags=bicubic"));
        steps.Add("setsar=1");
        if (picture is { IsHighDynamicRange: true, HasColours: false }) steps.Add("setparams=color_primaries=bt2020:colorspace=bt2020nc");
        if (picture.IsHighDynamicRange)
            steps.Add("zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv");
        steps.Add("format=yuv420p");
        return string.Join(',', steps);
    }

    private static string KeyPictures(MediaStream picture, IReadOnlyList<double>? cuts)
    {
        if (cuts is null) return string.Create(CultureInfo.InvariantCulture, $"expr:gte(t,n_forced*{SegmentSeconds})");

        // Half a picture early: the first picture at or after the instant is taken, whatever either was rounded to.
        var half = 0.5 / (picture.FrameRate ?? 25);
        return string.Join(',', cuts.Select(cut => Number(Math.Max(0, cut - half))));
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
