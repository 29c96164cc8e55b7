namespace Matinee.Domain.Media;

/// <summary>
/// What may be decoded at all. ffmpeg brings hundreds of decoders, most of them rarely looked at; a file must not be able to
/// choose one that we do not name here.
/// </summary>
internal static class Codecs
{
    private static readonly string[] PictureDecoders =
    [
        "h264", "hevc", "vp8", "vp9", "libvpx", "libvpx-vp9", "libdav1d", "av1", "mpeg4", "msmpeg4", "msmpeg4v2", "mpeg1video", "mpeg2video",
        "mjpeg", "prores", "dnxhd", "theora", "vc1", "wmv1", "wmv2", "wmv3", "h263", "flv", "vp6", "vp6a", "vp6f",
    ];

    private static readonly string[] SoundDecoders =
    [
        "aac", "mp3", "mp3float", "mp2", "mp2float", "ac3", "eac3", "dca", "truehd", "mlp", "opus", "libopus", "vorbis", "flac", "alac",
        "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_f32le", "pcm_u8", "pcm_bluray", "pcm_dvd",
        "wmav1", "wmav2", "wmapro", "aac_latm", "amrnb", "amrwb",
    ];

    private static readonly string[] TextDecoders = ["subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"];

    /// <summary>For <c>-codec_whitelist</c>: names of decoders, which differ from the names of codecs here and there.</summary>
    public static string Decoders { get; } = string.Join(',', [.. PictureDecoders, .. SoundDecoders, .. TextDecoders]);

    // Cover pictures and drawn subtitles: ffprobe insists on a decoder for every stream, though these are never decoded.
    private static readonly string[] BystanderDecoders = ["png", "bmp", "gif", "webp", "pgssub", "dvdsub", "dvbsub", "xsub", "cc_dec", "libzvbi_teletextdec", "libaribb24"];

    /// <summary>The same for ffprobe.</summary>
    public static string ProbedDecoders { get; } = Decoders + "," + string.Join(',', BystanderDecoders);

    public static bool IsPicture(string? codec) =>
        codec is "h264" or "hevc" or "vp8" or "vp9" or "av1" or "mpeg4" or "msmpeg4v2" or "msmpeg4v3" or "mpeg1video" or "mpeg2video"
            or "mjpeg" or "prores" or "dnxhd" or "theora" or "vc1" or "wmv1" or "wmv2" or "wmv3" or "h263" or "flv1" or "vp6" or "vp6a" or "vp6f";

    public static bool IsSound(string? codec) =>
        codec is "aac" or "mp3" or "mp2" or "ac3" or "eac3" or "dts" or "truehd" or "mlp" or "opus" or "vorbis" or "flac" or "alac"
            or "pcm_s16le" or "pcm_s16be" or "pcm_s24le" or "pcm_s24be" or "pcm_s32le" or "pcm_f32le" or "pcm_u8" or "pcm_bluray" or "pcm_dvd"
            or "wmav1" or "wmav2" or "wmapro" or "aac_latm" or "amr_nb" or "amr_wb";

    public static bool IsText(string? codec) => codec is "subrip" or "ass" or "ssa" or "webvtt" or "mov_text" or "text";

    public static bool IsDrawnSubtitle(string? codec) => codec is "hdmv_pgs_subtitle" or "dvd_subtitle" or "dvb_subtitle" or "xsub";

    public static string NameOf(string? codec) => codec switch
    {
        null => "an unknown codec",
        "h264" => "H.264",
        "hevc" => "HEVC",
        "mpeg4" => "MPEG-4 Part 2",
        "mpeg2video" => "MPEG-2",
        "mpeg1video" => "MPEG-1",
        "prores" => "ProRes",
        "mp3" => "MP3",
        "ac3" => "AC-3",
        "eac3" => "E-AC-3",
        "truehd" => "TrueHD",
        "opus" => "Opus",
        "vorbis" => "Vorbis",
        _ => codec.ToUpperInvariant(),
    };
}
