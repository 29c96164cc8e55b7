using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Matinee.Domain.Media;

/// <summary>Asks ffprobe what a file is. The name and what the client claimed play no part.</summary>
internal sealed partial class Probe(MediaTools tools)
{
    // Only demuxers of containers that hold their media themselves: a playlist or a concat script could name other files.
    internal const string Demuxers = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,asf,flv,ogg";

    private const string Entries =
        "format=format_name,duration,bit_rate,start_time:" +
        "stream=index,codec_type,codec_name,profile,level,pix_fmt,width,height,avg_frame_rate,r_frame_rate,start_time,duration,field_order," +
        "color_transfer,color_space,color_primaries,sample_aspect_ratio,channels:stream_disposition=attached_pic,default,forced:stream_tags=language,title,rotate,DURATION:" +
        "stream_side_data=rotation";

    // Seconds before the end from which packets are read, and how far short of the promised end they may stop: tracks of
    // one film differ in length by about a second, and a header's duration is rounded.
    private const double Tail = 3;
    private const double Shortfall = 2;

    private static readonly ToolLimits HeaderLimits = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20), 1 << 20);

    // A film with one key picture is listed from its beginning: about 22 characters a packet, two hours are 12 million.
    private static readonly ToolLimits TailLimits = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(40), 16 << 20);

    internal const string TooLong = "This file takes too long to examine; it may be damaged. Remux it into a fresh MP4 or WebM file.";

    /// <summary>Null when no container that we read is in the file.</summary>
    public async Task<Examined> ReadAsync(string path, CancellationToken ct)
    {
        var result = await tools.ProbeAsync([.. Input(), "-show_entries", Entries, "-of", "json", "-i", "file:" + path], HeaderLimits, ct);
        return result.End switch
        {
            ToolEnd.Success => Parse(result.Output, path),
            ToolEnd.Refused => new Examined(null, FaultOfCodec(result.Errors)),
            ToolEnd.TookTooLong or ToolEnd.TooMuchOutput => new Examined(null, TooLong),
        };
    }

    /// <summary>Null when the film's last seconds are in the file: a header may promise what an upload cut short never brought.</summary>
    public async Task<string?> FaultOfEndAsync(string path, MediaFacts facts, CancellationToken ct)
    {
        var (duration, picture) = (facts.Duration!.Value, facts.Picture!);
        var end = facts.EndOf(picture);
        var from = (facts.Begin + Math.Max(0, Math.Min(duration, end ?? duration) - Tail)).ToString("0.###", CultureInfo.InvariantCulture) + "%";
        var result = await tools.ProbeAsync(
            [.. Input(), "-read_intervals", from, "-show_entries", "packet=stream_index,pts_time,duration_time", "-of", "csv=p=0", "-i", "file:" + path],
            TailLimits,
            ct);
        if (result.End is ToolEnd.TookTooLong or ToolEnd.TooMuchOutput) return TooLong;
        var last = LastInstants.Read(result.Output, facts.Begin);
        var reaches = result.End is ToolEnd.Success
            && !SaysCutShort(result.Errors)
            && last.OfAll >= Least(duration)
            && (end is null || last.Of(picture.Index) >= Least(end.Value));
        return reaches ? null : "This film is cut short: its last part is missing. Upload it again from a complete file.";

        static double Least(double promised) => promised - Math.Max(Shortfall, promised / 100);
    }

    private static string[] Input() =>
        ["-v", "error", "-protocol_whitelist", "file", "-format_whitelist", Demuxers, "-codec_whitelist", Codecs.ProbedDecoders];

    /// <summary>A decoder that we do not let it use; null when it refused the file for another reason.</summary>
    private static string? FaultOfCodec(string errors) =>
        NotOnOurList().Match(errors) is { Success: true } match
            ? $"This film holds {Codecs.NameOf(match.Groups["codec"].Value)}, which this server does not convert. {PlayableRules.Remedy}"
            : null;

    [GeneratedRegex(@"\bCodec \((?<codec>[A-Za-z0-9_.-]{1,40})\) not on whitelist", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotOnOurList();

    // The demuxers' own words; where a version words it differently, the missing instants still tell.
    private static bool SaysCutShort(string errors) =>
        errors.Contains("partial file", StringComparison.Ordinal) || errors.Contains("ended prematurely", StringComparison.Ordinal);

    internal static bool Seconds(ReadOnlySpan<char> text, out double seconds) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds) && double.IsFinite(seconds);

    private static Examined Parse(string json, string path)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("format", out var format) || Text(format, "format_name") is not { } name)
            return new Examined(null, null);
        FilmContainer? container = name switch
        {
            "mov,mp4,m4a,3gp,3g2,mj2" => FilmContainer.Mp4,
            "matroska,webm" => Ebml.IsWebM(path) ? FilmContainer.WebM : FilmContainer.Matroska,
            "avi" => FilmContainer.Avi,
            "mpegts" => FilmContainer.MpegTs,
            "mpeg" => FilmContainer.MpegPs,
            "asf" => FilmContainer.Asf,
            "flv" => FilmContainer.Flv,
            "ogg" => FilmContainer.Ogg,
            _ => null,
        };
        if (container is not { } known) return new Examined(null, null);
        var begin = Seconds(Text(format, "start_time"), out var start) ? start : 0;
        var streams = document.RootElement.TryGetProperty("streams", out var list)
            ? list.EnumerateArray().Select(stream => ProbedStream.Read(stream, begin)).ToList()
            : [];
        long? bitrate = long.TryParse(Text(format, "bit_rate"), CultureInfo.InvariantCulture, out var bits) && bits > 0 ? bits : null;
        double? duration = Seconds(Text(format, "duration"), out var seconds) ? seconds : null;
        return new Examined(new MediaFacts(known, duration, bitrate, streams) { Begin = begin }, null);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}

/// <summary>One of the two is set, or neither when the file is no film that we can read.</summary>
internal sealed record Examined(MediaFacts? Facts, string? Fault);
