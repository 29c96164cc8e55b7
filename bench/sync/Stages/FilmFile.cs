using System.Diagnostics;

namespace Matinee.Bench.Sync.Stages;

/// <summary>A film drawn by ffmpeg: cheap to decode, of a steady bit rate, and every frame differs from its neighbours.</summary>
internal static class FilmFile
{
    public const int Seconds = 170;

    /// <summary>Picture and sound, bytes a second.</summary>
    public const double BytesPerSecond = (VideoKilobits + SoundKilobits) * 1000 / 8d;

    private const int VideoKilobits = 400;
    private const int SoundKilobits = 64;

    public static async Task<string> DrawAsync(string folder)
    {
        var reel = Path.Combine(folder, "reel.mp4");
        await RunAsync(
            "-f", "lavfi", "-i", $"testsrc2=size=320x180:rate=25:duration={Seconds}",
            "-f", "lavfi", "-i", $"aevalsrc='0.3*sin(2*PI*880*t)*lt(mod(t,1),0.06)':sample_rate=48000:duration={Seconds}",
            "-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", "50",
            "-b:v", $"{VideoKilobits}k", "-minrate", $"{VideoKilobits}k", "-maxrate", $"{VideoKilobits}k", "-bufsize", $"{VideoKilobits}k",
            "-x264-params", "nal-hrd=cbr:force-cfr=1",
            "-c:a", "aac", "-b:a", $"{SoundKilobits}k", "-movflags", "+faststart", reel);
        return reel;
    }

    /// <summary>The same in a form that no browser plays: the server makes segments of it, and the app plays those over HLS.</summary>
    public static async Task<string> RedrawAsync(string film)
    {
        var reel = Path.ChangeExtension(film, ".mkv");
        await RunAsync("-i", film, "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-c:a", "copy", reel);
        return reel;
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("ffmpeg", ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", .. arguments])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg does not start.");
        var complaints = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"ffmpeg: {complaints}");
    }
}
