using System.Collections.Concurrent;
using System.Diagnostics;
using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

/// <summary>Films of some segments. Each flashes white and beeps for a tenth of a second at every second, so that sound and pictures can be compared.</summary>
public sealed class LongClips : IDisposable
{
    private const string Picture = "color=black:size=320x180:rate=25:duration=12,drawbox=c=white:t=fill:enable='lt(mod(t,1),0.1)'";
    private const string Sound = "aevalsrc=exprs='if(lt(mod(t,1),0.1),sin(2*PI*1000*t),0)':sample_rate=48000:duration=12";

    private readonly string folder = Directory.CreateTempSubdirectory("matinee-long-clips-").FullName;
    private readonly ConcurrentDictionary<string, Lazy<string>> made = new(StringComparer.Ordinal);

    /// <summary>H.264 with a key picture every 1.2 s and B pictures, and AAC.</summary>
    public string H264 => Once("h264.mp4", () => Encode("-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-g", "30", "-sc_threshold", "0", "-c:a", "aac"));

    /// <summary>H.264 with one key picture in all.</summary>
    public string OneKey => Once("one-key.mp4", () => Encode("-c:v", "libx264", "-preset", "ultrafast", "-g", "1000", "-sc_threshold", "0", "-c:a", "aac"));

    /// <summary>HEVC in ten bits with sound in two languages and subtitles in one.</summary>
    public string Hevc => Once("hevc.mkv", () =>
    {
        var text = Path.Combine(folder, "text.srt");
        File.WriteAllText(text, "1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i> <script>alert(1)</script>\n\n2\n00:00:05,000 --> 00:00:06,000\nGood & bye\n");
        return
        [
            "-f", "lavfi", "-i", Picture, "-f", "lavfi", "-i", Sound, "-i", text,
            "-map", "0:v", "-map", "1:a", "-map", "1:a", "-map", "2:s",
            "-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=none", "-c:a", "ac3", "-ac:a:0", "6", "-c:s", "srt",
            "-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=fre", "-metadata:s:s:0", "language=ger", "-disposition:s:0", "default",
        ];
    });

    /// <summary>H.264 whose pictures begin half a second after the sound.</summary>
    public string LatePicture => Once("late.mkv", () => ["-itsoffset", "0.5", "-i", H264, "-i", H264, "-map", "0:v", "-map", "1:a", "-c", "copy"]);

    /// <summary>VP9 standing up, at a rate of NTSC, without sound.</summary>
    public string Standing => Once("standing.webm", () =>
        ["-f", "lavfi", "-i", "testsrc2=size=180x320:rate=30000/1001:duration=9", "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k"]);

    /// <summary>What people own besides: MPEG-2 in fields as broadcasts have it, DVDs, Windows Media, Flash, Ogg.</summary>
    public string Broadcast => Once("broadcast.m2ts", () => [.. Test(4), "-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-top", "1", "-c:a", "ac3", "-f", "mpegts"]);

    /// <inheritdoc cref="Broadcast"/>
    public string Old(string name) => Once(name, () => [.. Test(4), .. name switch
    {
        "dvd.mpg" => (string[])["-c:v", "mpeg2video", "-c:a", "mp2"],
        "windows.wmv" => ["-c:v", "wmv2", "-c:a", "wmav2"],
        "flash.flv" => ["-c:v", "flv1", "-c:a", "libmp3lame"],
        "free.ogv" => ["-c:v", "libtheora", "-c:a", "libvorbis"],
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    }]);

    /// <summary>H.264 and AAC as recorders have it.</summary>
    public string Recording => Once("recording.ts", () => ["-i", H264, "-c", "copy"]);

    /// <summary>H.264 that is to be turned when it is shown.</summary>
    public string Turned => Once("turned.mp4", () => ["-t", "3", "-i", H264, "-c", "copy", "-metadata:s:v", "rotate=90"]);

    /// <summary>H.264 whose samples are wider than high: 352x288 shown as 512x288.</summary>
    public string Anamorphic => Once("anamorphic.mkv", () =>
        ["-f", "lavfi", "-i", "testsrc2=size=352x288:rate=25:duration=4", "-vf", "setsar=16/11", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25"]);

    /// <summary>HEVC with the brightness of HDR10 that does not name its colours.</summary>
    public string HighDynamicRange => Once("hdr.mkv", () =>
        ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=2", "-pix_fmt", "yuv420p10le", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:transfer=smpte2084"]);

    /// <summary>Two sounds, of which the first and default one is of a codec that nobody knows.</summary>
    public string UnknownSound => Patched("sounds.mkv", ["-i", H264, "-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy", "-c:a:0", "ac3", "-disposition:a:0", "default", "-disposition:a:1", "0"], "A_AC3", "A_XY3");

    /// <summary>Twelve seconds of sound, and pictures that promise as many and end after six.</summary>
    public string ShortPictures => Patched("short.mkv", ["-t", "6", "-i", H264, "-i", H264, "-map", "0:v", "-map", "1:a", "-c", "copy"], "00:00:06.", "00:00:12.");

    public string MotionJpeg => Once("jpeg.avi", () => ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=5:duration=2", "-c:v", "mjpeg", "-q:v", "5"]);

    /// <summary>H.264 with AC-3, as discs have it.</summary>
    public string H264WithAc3 => Once("ac3.mkv", () => ["-i", H264, "-c:v", "copy", "-c:a", "ac3"]);

    /// <summary>H.264 whose key pictures come every four seconds, but for eleven seconds in its midst.</summary>
    public string RareKeys => Once("rare.mkv", () =>
    [
        "-f", "lavfi", "-i", "color=gray:size=320x180:rate=10:duration=30", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
        "-g", "1000", "-sc_threshold", "0", "-force_key_frames", "4,8,19,23",
    ]);

    /// <summary>ffmpeg that reads a film no faster than so many times as fast as one watches it. It leaves a file when it has come to the end.</summary>
    public string Slowed(int times, string finished) =>
        Script($"#!/bin/sh\n{Fence.Locate("ffmpeg")} -readrate {times} \"$@\" && echo > {finished}\n");

    public string Script(string text)
    {
        var path = NewPath($"{Kernel.NewId.At(TimeProvider.System)}.sh");
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public string NewPath(string name) => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>What a program prints.</summary>
    public static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program}: {errors.GetAwaiter().GetResult()}");
    }

    private static string[] Test(int seconds) =>
        ["-f", "lavfi", "-i", $"testsrc2=size=320x180:rate=25:duration={seconds}", "-f", "lavfi", "-i", $"sine=frequency=440:duration={seconds}:sample_rate=44100"];

    private string Patched(string name, string[] arguments, string from, string to)
    {
        var path = NewPath(name);
        if (File.Exists(path)) return path;
        var film = File.ReadAllBytes(Once("before-" + name, () => arguments));
        System.Text.Encoding.ASCII.GetBytes(to).CopyTo(film, film.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(from)));
        File.WriteAllBytes(path, film);
        return path;
    }

    private static string[] Encode(params string[] encoding) => ["-f", "lavfi", "-i", Picture, "-f", "lavfi", "-i", Sound, "-map", "0:v", "-map", "1:a", "-pix_fmt", "yuv420p", .. encoding];

    private string Once(string name, Func<string[]> arguments) =>
        made.GetOrAdd(name, _ => new(() =>
        {
            Output("ffmpeg", ["-nostdin", "-v", "error", .. arguments(), NewPath(name)]);
            return NewPath(name);
        })).Value;
}
