using System.Collections.Concurrent;
using System.Diagnostics;

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

    public string MotionJpeg => Once("jpeg.avi", () => ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=5:duration=2", "-c:v", "mjpeg", "-q:v", "5"]);

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

    private static string[] Encode(params string[] encoding) => ["-f", "lavfi", "-i", Picture, "-f", "lavfi", "-i", Sound, "-map", "0:v", "-map", "1:a", "-pix_fmt", "yuv420p", .. encoding];

    private string Once(string name, Func<string[]> arguments) =>
        made.GetOrAdd(name, _ => new(() =>
        {
            Output("ffmpeg", ["-nostdin", "-v", "error", .. arguments(), NewPath(name)]);
            return NewPath(name);
        })).Value;
}
