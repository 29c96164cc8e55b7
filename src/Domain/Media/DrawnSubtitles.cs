namespace Matinee.Domain.Media;

/// <summary>
/// Subtitles that are pictures of text. Browsers show text only, and reading text out of pictures makes mistakes that a person
/// has to find: they are refused, with what to do instead.
/// </summary>
internal static class DrawnSubtitles
{
    private const int TransportPacket = 188;
    private const string Remedy = "Add them as SRT, ASS or WebVTT; programs that read subtitles out of pictures can convert them.";

    /// <summary>What the pictures are called; null for a file that is something else.</summary>
    public static string? FormatOf(ReadOnlySpan<byte> file)
    {
        if (file.Length > 12 && file.StartsWith("PG"u8) && file[10] is >= 0x14 and <= 0x17 or 0x80) return "PGS";
        if (file.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xBA]) || file.StartsWith("# VobSub index file"u8)) return "VobSub";
        return file.Length > TransportPacket && file[0] == 0x47 && file[TransportPacket] == 0x47 ? "DVB" : null;
    }

    public static string SentenceOnFile(string format) => $"These subtitles are pictures ({format}), which browsers cannot show. {Remedy}";

    /// <summary>For the owner of a film that has some; null when it has none.</summary>
    public static string? SentenceOnFilm(MediaFacts facts)
    {
        var drawn = facts.Streams.Where(stream => stream.Type is "subtitle" && Codecs.IsDrawnSubtitle(stream.Codec)).ToList();
        if (drawn.Count == 0) return null;
        var names = drawn.Select(stream => Languages.TagOf(stream.Language)).Where(tag => tag is not Languages.Unknown).Select(Languages.NameOf).Distinct(StringComparer.Ordinal).ToList();
        var formats = string.Join(", ", drawn.Select(stream => NameOf(stream.Codec)).Distinct(StringComparer.Ordinal));
        var which = names.Count == 0 ? string.Empty : $" in {Listed(names)}";
        return $"This film has subtitles{which} that are pictures ({formats}), which browsers cannot show. {Remedy}";
    }

    private static string Listed(IReadOnlyList<string> names)
    {
        const int Most = 4;
        if (names.Count > Most) return $"{names.Count} languages";
        return names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
    }

    private static string NameOf(string? codec) => codec switch
    {
        "hdmv_pgs_subtitle" => "PGS",
        "dvd_subtitle" => "VobSub",
        "dvb_subtitle" => "DVB",
        _ => "XSUB",
    };
}
