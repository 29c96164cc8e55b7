using System.Collections.Concurrent;
using System.Diagnostics;

namespace Matinee.Domain.Tests.Media;

/// <summary>Short films made by ffmpeg once for all tests of a run, and files that only pretend to be films.</summary>
public sealed class Clips : IDisposable
{
    private const string Picture = "testsrc2=size=320x180:rate=25:duration=";
    private readonly string folder = Directory.CreateTempSubdirectory("matinee-clips-").FullName;
    private readonly ConcurrentDictionary<string, Lazy<string>> made = new(StringComparer.Ordinal);

    public string Mp4 => Make("film.mp4", 4, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-c:a", "aac", "-movflags", "+faststart");

    public string Mp4WithIndexAtEnd => Make("index-at-end.mp4", 4, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "libmp3lame");

    public string Mp4InTenBit => Make("ten-bit.mp4", 2, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-c:a", "aac");

    public string WebM => Make("film.webm", 3, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus");

    public string Vp8 => Make("vp8.webm", 2, "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libvorbis");

    public string MatroskaOfVp9 => Make("vp9.mkv", 2, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus");

    public string Hevc => Make("hevc.mkv", 2, "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-c:a", "ac3");

    public string Avi => Make("old.avi", 2, "-c:v", "mpeg4", "-c:a", "libmp3lame");

    public string Mp4CutShort => Head("cut.mp4", Mp4, 0.5);

    public string Mp4WithoutIndex => Head("no-index.mp4", Mp4WithIndexAtEnd, 0.5);

    public string WebMCutShort => Head("cut.webm", WebM, 0.5);

    public string Empty => Once("empty.mp4", () => Write("empty.mp4", []));

    public string Text => Once("text.mp4", () => Write("text.mp4", "This is a letter, not a film.\n"u8));

    public string Playlist => Once("playlist.mp4", () => Write("playlist.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"u8));

    public string Concat => Once("concat.mp4", () => Write("concat.mp4", System.Text.Encoding.UTF8.GetBytes($"ffconcat version 1.0\nfile '{Mp4}'\n")));

    public string MagicYuv => Make("magic.mkv", 1, "-c:v", "magicyuv", "-c:a", "aac");

    public string SoundOnly => Run("sound.mp4", "-f", "lavfi", "-i", "sine=duration=2", "-c:a", "aac");

    public string NewPath(string name) => Path.Combine(folder, name);

    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(NewPath(name), bytes);
        return NewPath(name);
    }

    public string NewScript(string text)
    {
        var path = Write($"{Kernel.NewId.At(TimeProvider.System)}.sh", System.Text.Encoding.UTF8.GetBytes(text));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Once(string name, Func<string> make) => made.GetOrAdd(name, _ => new(make)).Value;

    private string Head(string name, string of, double share) => Once(name, () =>
    {
        var bytes = File.ReadAllBytes(of);
        return Write(name, bytes.AsSpan(0, (int)(bytes.Length * share)));
    });

    private string Make(string name, int seconds, params string[] encoding) =>
        Run(name, ["-f", "lavfi", "-i", Picture + seconds, "-f", "lavfi", "-i", $"sine=frequency=440:duration={seconds}", .. encoding]);

    private string Run(string name, params string[] arguments) => Once(name, () =>
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-v", "error", .. arguments, NewPath(name)]))!;
        process.WaitForExit();
        return process.ExitCode == 0 ? NewPath(name) : throw new InvalidOperationException($"ffmpeg made no {name}.");
    });
}
