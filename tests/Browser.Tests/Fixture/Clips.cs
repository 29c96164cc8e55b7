using System.Diagnostics;

namespace Matinee.Browser.Tests.Fixture;

/// <summary>Films drawn by ffmpeg, once for all tests: cheap to decode, and every frame differs from its neighbours.</summary>
internal static class Clips
{
    private static readonly DirectoryInfo Folder = CreateFolder();
    private static readonly Lazy<Task<string>> Reel = new(DrawAsync);
    private static readonly Lazy<Task<string>> Film = new(() => RepeatAsync("film.mp4", times: 15));
    private static readonly Lazy<Task<string>> Minute = new(() => RepeatAsync("minute.mp4", times: 3));

    public const double FrameSeconds = 1 / 30d;

    public const double BytesPerSecond = 2_096_000 / 8d;

    /// <summary>Five minutes at about 2 Mbit/s, so that a browser cannot fetch the whole of it ahead.</summary>
    public static Task<string> FilmAsync() => Film.Value;

    /// <summary>Short enough to be encoded again.</summary>
    public static Task<string> MinuteAsync() => Minute.Value;

    /// <summary>A place for a file that goes when the run is over.</summary>
    public static string NewFile(string name) => Path.Combine(Folder.FullName, name);

    public static async Task<string> TextNamedMp4Async()
    {
        var file = NewFile("letter.mp4");
        await File.WriteAllTextAsync(file, "Dear friends, this is not a film. " + new string('.', 4000));
        return file;
    }

    public static async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-nostdin", "-hide_banner", "-loglevel", "error", "-y", .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg does not start.");
        var complaints = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"ffmpeg: {complaints}");
    }

    private static DirectoryInfo CreateFolder()
    {
        var folder = Directory.CreateTempSubdirectory("matinee-clips-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        return folder;
    }

    private static async Task<string> DrawAsync()
    {
        var reel = NewFile("reel.mp4");
        await RunAsync(
            "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30:duration=20",
            "-f", "lavfi", "-i", "aevalsrc='0.3*sin(2*PI*880*t)*lt(mod(t,1),0.06)':sample_rate=48000:duration=20",
            "-vf", "noise=alls=16:allf=t",
            "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-b:v", "2M", "-maxrate", "2M", "-bufsize", "2M", "-g", "30",
            "-c:a", "aac", "-b:a", "96k", "-t", "20", reel);
        return reel;
    }

    private static async Task<string> RepeatAsync(string name, int times)
    {
        await RunAsync("-stream_loop", $"{times - 1}", "-i", await Reel.Value, "-c", "copy", "-movflags", "+faststart", NewFile(name));
        return NewFile(name);
    }
}
