using System.Globalization;
using System.Text;

namespace Matinee.Domain.Media;

/// <summary>Writes the playlists of RFC 8216 from the model. Addresses are relative to the multivariant playlist's folder.</summary>
internal static class HlsPlaylists
{
    public const string Multivariant = "master.m3u8";
    public const string Media = "playlist.m3u8";

    // 7 is the first version whose playlists may name fMP4 segments of pictures and of sound apart (EXT-X-MAP, RFC 8216 7).
    private const int Version = 7;

    // Seconds; encoded segments are cut every four. A list that grows may not change its target.
    private const int UsualTarget = 4;

    public static string WriteMultivariant(Package package)
    {
        var text = Begin().Append("#EXT-X-INDEPENDENT-SEGMENTS").Append('\n');
        var sounds = package.Sounds.ToList();
        foreach (var sound in sounds) AppendSound(text, sound);
        foreach (var track in package.Subtitles) AppendSubtitles(text, track);
        foreach (var picture in package.Pictures) AppendVariant(text, picture, sounds, package.Subtitles.Count > 0);
        return text.ToString();
    }

    /// <summary>An EVENT list while the rendition grows; a VOD list with its end once it is complete.</summary>
    public static string WriteMedia(Rendition rendition)
    {
        var seconds = Enumerable.Range(0, rendition.Durations.Count).Select(rendition.SecondsOf).ToList();
        var target = Math.Max(Math.Max(UsualTarget, rendition.MostSeconds), seconds.Count == 0 ? 0 : (int)Math.Round(seconds.Max(), MidpointRounding.AwayFromZero));
        var text = Begin();
        Line(text, $"#EXT-X-TARGETDURATION:{target}");
        text.Append("#EXT-X-MEDIA-SEQUENCE:0").Append('\n');
        Line(text, $"#EXT-X-PLAYLIST-TYPE:{(rendition.IsComplete ? "VOD" : "EVENT")}");
        text.Append("#EXT-X-INDEPENDENT-SEGMENTS").Append('\n');
        Line(text, $"#EXT-X-MAP:URI=\"{Rendition.InitFile}\"");
        for (var segment = 0; segment < seconds.Count; segment++)
        {
            Line(text, $"#EXTINF:{seconds[segment]:0.000000},");
            text.Append(Rendition.FileOf(segment)).Append('\n');
        }

        if (rendition.IsComplete) text.Append("#EXT-X-ENDLIST").Append('\n');
        return text.ToString();
    }

    /// <summary>The whole track is one segment.</summary>
    public static string WriteSubtitles(SubtitleTrack track, double duration)
    {
        var text = Begin();
        Line(text, $"#EXT-X-TARGETDURATION:{Math.Max(1, (int)Math.Ceiling(duration))}");
        text.Append("#EXT-X-MEDIA-SEQUENCE:0").Append('\n').Append("#EXT-X-PLAYLIST-TYPE:VOD").Append('\n');
        Line(text, $"#EXTINF:{duration:0.000},");
        Line(text, $"../{track.Name}.vtt");
        text.Append("#EXT-X-ENDLIST").Append('\n');
        return text.ToString();
    }

    private static void AppendSound(StringBuilder text, Rendition sound)
    {
        Line(text, $"#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"{sound.Label}\",LANGUAGE=\"{sound.Language}\",DEFAULT={Word(sound.IsDefault)},AUTOSELECT=YES,CHANNELS=\"{sound.Channels}\",URI=\"{sound.Name}/{Media}\"");
    }

    private static void AppendSubtitles(StringBuilder text, SubtitleTrack track)
    {
        Line(text, $"#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"text\",NAME=\"{track.Label}\",LANGUAGE=\"{track.Language}\",DEFAULT={Word(track.IsDefault)},AUTOSELECT=YES,FORCED={Word(track.IsForced)},URI=\"{track.Name}/{Media}\"");
    }

    /// <summary>Whoever plays the variant takes one of the sounds too: the dearest counts.</summary>
    private static void AppendVariant(StringBuilder text, Rendition picture, IReadOnlyList<Rendition> sounds, bool hasSubtitles)
    {
        var peak = picture.PeakBandwidth + sounds.Select(sound => sound.PeakBandwidth).DefaultIfEmpty().Max();
        var average = picture.AverageBandwidth + sounds.Select(sound => sound.AverageBandwidth).DefaultIfEmpty().Max();
        var codecs = string.Join(',', sounds.Select(sound => sound.Codecs).Distinct(StringComparer.Ordinal).Prepend(picture.Codecs));
        Append(text, $"#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},CODECS=\"{codecs}\",RESOLUTION={picture.Width}x{picture.Height}");
        if (picture.FrameRate is { } rate) Append(text, $",FRAME-RATE={rate:0.000}");
        if (sounds.Count > 0) text.Append(",AUDIO=\"sound\"");
        if (hasSubtitles) text.Append(",SUBTITLES=\"text\"");
        text.Append('\n');
        Line(text, $"{picture.Name}/{Media}");
    }

    private static StringBuilder Begin() => Line(new StringBuilder("#EXTM3U\n"), $"#EXT-X-VERSION:{Version}");

    private static string Word(bool value) => value ? "YES" : "NO";

    private static StringBuilder Line(StringBuilder text, FormattableString line) => Append(text, line).Append('\n');

    private static StringBuilder Append(StringBuilder text, FormattableString part) => text.Append(part.ToString(CultureInfo.InvariantCulture));
}
