using System.Globalization;

namespace Matinee.Domain.Media;

/// <summary>When the last packets of a film's streams end, in seconds from its beginning.</summary>
internal sealed class LastInstants
{
    private readonly Dictionary<int, double> ends = [];

    public double OfAll => ends.Values.DefaultIfEmpty(double.NegativeInfinity).Max();

    public double Of(int stream) => ends.GetValueOrDefault(stream, double.NegativeInfinity);

    /// <param name="packets">ffprobe's lines: stream, instant, duration; either of the latter may be missing.</param>
    public static LastInstants Read(string packets, double begin)
    {
        var read = new LastInstants();
        foreach (var line in packets.AsSpan().EnumerateLines())
        {
            var comma = line.IndexOf(',');
            if (comma < 0 || !int.TryParse(line[..comma], NumberStyles.None, CultureInfo.InvariantCulture, out var stream)) continue;
            var rest = line[(comma + 1)..];
            comma = rest.IndexOf(',');
            if (comma < 0 || !Probe.Seconds(rest[..comma], out var start)) continue;
            rest = rest[(comma + 1)..];
            comma = rest.IndexOf(',');
            Probe.Seconds(comma < 0 ? rest : rest[..comma], out var length);
            read.ends[stream] = Math.Max(read.Of(stream), start + length - begin);
        }

        return read;
    }
}
