using System.Globalization;
using System.Text.Json;

namespace Matinee.Domain.Media;

/// <summary>Reads one stream of ffprobe's JSON. Whatever is missing or of another type counts as unknown.</summary>
internal static class ProbedStream
{
    /// <param name="begin">Seconds at which the file begins.</param>
    public static MediaStream Read(JsonElement stream, double begin)
    {
        var disposition = Part(stream, "disposition");
        var tags = Part(stream, "tags");
        return new MediaStream(
            Number(stream, "index"),
            Text(stream, "codec_type") ?? "unknown",
            Text(stream, "codec_name"),
            Text(stream, "pix_fmt"),
            Number(stream, "width"),
            Number(stream, "height"),
            Rate(stream, "avg_frame_rate"),
            IsCover: Number(disposition, "attached_pic") == 1,
            IsDefault: Number(disposition, "default") == 1)
        {
            Profile = Text(stream, "profile"),
            Level = Number(stream, "level"),
            Start = double.TryParse(Text(stream, "start_time"), NumberStyles.Float, CultureInfo.InvariantCulture, out var start) ? start - begin : 0,
            Duration = DurationOf(stream, tags),
            TopFrameRate = Rate(stream, "r_frame_rate"),
            IsInterlaced = Text(stream, "field_order") is "tt" or "bb" or "tb" or "bt",
            IsHighDynamicRange = Text(stream, "color_transfer") is "smpte2084" or "arib-std-b67",
            HasColours = Text(stream, "color_space") is not null and not "unknown" && Text(stream, "color_primaries") is not null and not "unknown",
            SampleAspect = Ratio(Text(stream, "sample_aspect_ratio"), ':') is { } aspect and > 0.1 and < 10 ? aspect : 1,
            Rotation = RotationOf(stream, tags),
            Channels = Number(stream, "channels"),
            Language = Text(tags, "language"),
            Title = Text(tags, "title"),
            IsForced = Number(disposition, "forced") == 1,
        };
    }

    /// <summary>Matroska has it as a tag, such as <c>00:01:02.500000000</c>.</summary>
    private static double? DurationOf(JsonElement stream, JsonElement tags)
    {
        if (double.TryParse(Text(stream, "duration"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds)) return seconds;
        if (Text(tags, "DURATION")?.Split(':') is not [var hours, var minutes, var rest]
            || !int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var wholeHours)
            || !int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var wholeMinutes)
            || !double.TryParse(rest, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds)) return null;
        return (wholeHours * 3600.0) + (wholeMinutes * 60.0) + seconds;
    }

    private static int RotationOf(JsonElement stream, JsonElement tags)
    {
        if (Part(stream, "side_data_list") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var entry in list.EnumerateArray())
            {
                if (Number(entry, "rotation") is var turned and not 0) return turned;
            }
        }

        return int.TryParse(Text(tags, "rotate"), CultureInfo.InvariantCulture, out var tagged) ? tagged : 0;
    }

    /// <summary>A rate of pictures; null for <c>0/0</c> and what else is none of a film.</summary>
    private static double? Rate(JsonElement stream, string name) => Ratio(Text(stream, name), '/') is { } rate and > 0 and < 1000 ? rate : null;

    private static double? Ratio(string? text, char between)
    {
        if (text?.Split(between) is not [var above, var below]
            || !double.TryParse(above, NumberStyles.Float, CultureInfo.InvariantCulture, out var one)
            || !double.TryParse(below, NumberStyles.Float, CultureInfo.InvariantCulture, out var other)) return null;
        var ratio = one / other;
        return double.IsFinite(ratio) ? ratio : null;
    }

    private static JsonElement Part(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement element, string name) =>
        Part(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static int Number(JsonElement element, string name) =>
        Part(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : 0;
}
