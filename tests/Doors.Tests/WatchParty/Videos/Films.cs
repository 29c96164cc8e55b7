using System.Diagnostics;

namespace Matinee.Doors.Tests.WatchParty.Videos;

/// <summary>Films that browsers play, that have to be converted, and that cannot be, made by ffmpeg once for the whole run.</summary>
public sealed class Films : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("matinee-films-").FullName;

    public byte[] Mp4 { get; private set; } = [];

    public byte[] WebM { get; private set; } = [];

    public byte[] Hevc { get; private set; } = [];

    /// <summary>Of a codec that this server does not decode.</summary>
    public byte[] MagicYuv { get; private set; } = [];

    /// <summary>Data after the last box is no part of the film: the file is larger than what sockets hold at once.</summary>
    public byte[] Large => [.. Mp4, 0x04, 0, 0, 0, .. "free"u8, .. new byte[(64 << 20) - 8]];

    /// <summary>H.264 whose index stands first and whose second half is missing.</summary>
    public byte[] Mp4CutShort => Mp4[..(Mp4.Length / 2)];

    public async ValueTask InitializeAsync()
    {
        Mp4 = await MakeAsync("film.mp4", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart");
        WebM = await MakeAsync("film.webm", "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus");
        Hevc = await MakeAsync("film.mkv", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-c:a", "aac");
        MagicYuv = await MakeAsync("magic.mkv", "-c:v", "magicyuv", "-t", "1", "-c:a", "aac");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<byte[]> MakeAsync(string name, params string[] encoding)
    {
        var path = Path.Combine(folder, name);
        string[] arguments =
            ["-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=3", "-f", "lavfi", "-i", "sine=duration=3", .. encoding, path];
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", arguments))!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return await File.ReadAllBytesAsync(path);
    }
}
