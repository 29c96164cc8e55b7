using System.Buffers.Binary;

namespace Matinee.Domain.Tests.Media;

/// <summary>Subtitles that are pictures, as discs have them, and films with such tracks.</summary>
internal static class DrawnClip
{
    private const int Palette = 0x14, Picture = 0x15, Composition = 0x16, Window = 0x17, End = 0x80;

    /// <summary>A bar of 32 by 8 points from 0.5 s to 1.5 s.</summary>
    public static byte[] Pgs { get; } =
    [
        .. Segment(0.5, Composition, [1, 64, 0, 180, 16, 0, 0, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 100, 0, 140]),
        .. Segment(0.5, Window, [1, 0, 0, 100, 0, 140, 0, 32, 0, 8]),
        .. Segment(0.5, Palette, [0, 0, 1, 235, 128, 128, 255]),
        .. Segment(0.5, Picture, [0, 0, 0, 0xC0, 0, 0, 44, 0, 32, 0, 8, .. Enumerable.Repeat<byte[]>([0, 0x80 | 32, 1, 0, 0], 8).SelectMany(line => line)]),
        .. Segment(0.5, End, []),
        .. Segment(1.5, Composition, [1, 64, 0, 180, 16, 0, 1, 0, 0, 0, 0]),
        .. Segment(1.5, Window, [1, 0, 0, 100, 0, 140, 0, 32, 0, 8]),
        .. Segment(1.5, End, []),
    ];

    /// <summary>H.264 with a track of pictures for each codec of ffmpeg's: dvdsub, dvbsub, or copy for PGS.</summary>
    public static string Make(Clips clips, string name, params string[] codecs)
    {
        var path = clips.NewPath(name);
        var drawn = clips.Write(name + ".sup", Pgs);
        LongClips.Output(
            "ffmpeg",
            [
                "-nostdin", "-v", "error", "-i", clips.Mp4, "-fix_sub_duration", "-i", drawn, "-map", "0:v", "-map", "0:a", .. codecs.SelectMany(_ => (string[])["-map", "1:s"]), "-c", "copy",
                .. codecs.SelectMany((codec, position) => (string[])[$"-c:s:{position}", codec, $"-metadata:s:s:{position}", $"language={(position == 0 ? "ger" : "eng")}"]),
                path,
            ]);
        return path;
    }

    private static byte[] Segment(double seconds, int type, byte[] payload)
    {
        var segment = new byte[13 + payload.Length];
        (segment[0], segment[1], segment[10]) = ((byte)'P', (byte)'G', (byte)type);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(2), (uint)(seconds * 90_000));
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(11), (ushort)payload.Length);
        payload.CopyTo(segment, 13);
        return segment;
    }
}
