using System.Diagnostics;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchParty.Tus;

namespace Matinee.Doors.Tests.WatchParty.Videos;

/// <summary>The real server dies of SIGKILL while it encodes.</summary>
public sealed class KilledServerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("matinee-killed-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_server_that_is_killed_twice_finishes_its_work_and_repeats_none_of_it()
    {
        await using var server = new ServerProcess();
        await server.StartAsync();
        var ana = await server.SignUpAsync("ana");
        var uploaded = await ana.UploadAsync(await MakeFilmAsync(), "film.mkv");
        Assert.Equal(201, uploaded.Status);
        var film = Path.Combine(server.Data, "media", uploaded["video_id"].GetString()!);
        var (small, large) = (Path.Combine(film, "stream", "v360"), Path.Combine(film, "stream", "v480"));

        await Eventually.BecomesTrueAsync(() => File.Exists(Path.Combine(small, "00001.m4s")), "segments that can be watched");
        await KillAsync(server);
        Assert.False(IsComplete(small));
        var watched = Written(small);
        await server.StartAsync();
        await Eventually.BecomesTrueAsync(() => IsComplete(small) && Attempts(film, "rung-480-").Any(HasSegment), "the middle of the second size");
        await KillAsync(server);
        Assert.False(IsComplete(large));
        var finished = Written(small);
        await server.StartAsync();
        await Eventually.BecomesTrueAsync(() => IsComplete(large), "the second size");
        await FinishedAsync(ana, uploaded["upload_id"].GetString()!);

        Assert.All(watched, file => Assert.Equal(file.Value, finished[file.Key]));
        Assert.Equal(finished, Written(small));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(film, "work")));
        var stream = await ana.GetAsync($"/api/videos/{uploaded["video_id"].GetString()}/stream/");
        Assert.True(stream["is_complete"].GetBoolean());
        Assert.Equal(["480p", "360p"], stream["quality_variants"].EnumerateArray().Select(size => size.GetProperty("quality").GetString()!).OrderDescending());
    }

    /// <summary>Whatever the server had started ends with it.</summary>
    private static async Task KillAsync(ServerProcess server)
    {
        Assert.NotEmpty(EncodersOf(server));
        await server.KillAsync();
        await Eventually.BecomesTrueAsync(() => EncodersOf(server).Count == 0, "the end of the encoders");
    }

    private static List<int> EncodersOf(ServerProcess server) =>
        [.. Process.GetProcessesByName("ffmpeg").Select(process => process.Id).Where(id => CommandLine(id).Contains(server.Data, StringComparison.Ordinal))];

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static IEnumerable<string> Attempts(string film, string prefix) => Directory.EnumerateDirectories(Path.Combine(film, "work"), prefix + "*");

    private static bool HasSegment(string attempt) => Directory.EnumerateFiles(attempt, "00000.m4s", SearchOption.AllDirectories).Any();

    private static bool IsComplete(string rendition) => File.Exists(Path.Combine(rendition, "complete.m3u8"));

    /// <summary>When each segment was written.</summary>
    private static Dictionary<string, DateTime> Written(string rendition) =>
        Directory.EnumerateFiles(rendition, "*.m4s").ToDictionary(path => path, File.GetLastWriteTimeUtc);

    private static async Task FinishedAsync(Person person, string upload)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(Eventually.Limit);
        while ((await person.GetAsync($"/api/videos/upload/{upload}/status/"))["stage"].GetString() is not "finished") await pause.WaitForNextTickAsync(limit.Token);
    }

    private async Task<byte[]> MakeFilmAsync()
    {
        var path = Path.Combine(folder.FullName, "film.mkv");
        using var process = Process.Start(new ProcessStartInfo(
            "ffmpeg",
            [
                "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=854x480:rate=25:duration=6", "-f", "lavfi", "-i", "sine=duration=6",
                "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-c:a", "aac", path,
            ]))!;
        await process.WaitForExitAsync(Ct);
        var longer = Path.Combine(folder.FullName, "longer.mkv");
        using var again = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-v", "error", "-stream_loop", "7", "-i", path, "-c", "copy", longer]))!;
        await again.WaitForExitAsync(Ct);
        return await File.ReadAllBytesAsync(longer, Ct);
    }
}
