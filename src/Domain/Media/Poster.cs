using System.Globalization;

namespace Matinee.Domain.Media;

/// <summary>Takes one picture out of a film, at a tenth of it, as a JPEG at most 1280 pixels wide.</summary>
internal sealed class Poster(MediaTools tools)
{
    private static readonly ToolLimits Limits = new(TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(30), 4096);

    /// <summary>A sentence when the film shows no picture, neither there nor at its beginning: no browser will show one either.</summary>
    public async Task<string?> MakeAsync(string film, MediaStream picture, double duration, string poster, CancellationToken ct)
    {
        var tookTooLong = false;
        foreach (var instant in (double[])[duration / 10, 0])
        {
            var result = await tools.ConvertAsync(Arguments(film, picture, instant, poster), Limits, ct);
            if (result.End is ToolEnd.Success && new FileInfo(poster) is { Exists: true, Length: > 0 }) return null;
            tookTooLong |= result.End is ToolEnd.TookTooLong;
        }

        File.Delete(poster);
        return tookTooLong ? Probe.TooLong : "This film's picture cannot be decoded; it is damaged or encrypted.";
    }

    private static IEnumerable<string> Arguments(string film, MediaStream picture, double instant, string poster) =>
    [
        "-nostdin", "-v", "error", "-y",
        "-protocol_whitelist", "file", "-format_whitelist", Probe.Demuxers, "-codec_whitelist", Codecs.Decoders, "-threads", "1",
        "-ss", instant.ToString("0.###", CultureInfo.InvariantCulture), "-i", "file:" + film,
        "-map", string.Create(CultureInfo.InvariantCulture, $"0:{picture.Index}"), "-frames:v", "1", "-an", "-sn", "-dn", "-map_metadata", "-1",
        "-vf", Squared(picture) + "scale='min(1280,iw)':-2,format=yuvj420p", "-q:v", "4", "-threads", "1", "-f", "mjpeg", "file:" + poster,
    ];

    /// <summary>A JPEG's samples are square, whatever the film's are.</summary>
    private static string Squared(MediaStream picture) =>
        picture.SampleAspect is 1 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"scale='round(iw*{picture.SampleAspect:0.######}/2)*2':ih,setsar=1,");
}
