using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Domain.Tests.Library;

namespace Matinee.Domain.Tests.Media;

public sealed class ProcessingCrashOnSqlite(SqliteTestDatabase database, LongClips clips)
    : ProcessingCrashTests(database, clips), IClassFixture<SqliteTestDatabase>;

public sealed class ProcessingCrashOnPostgres(PostgresTestDatabase database, LongClips clips)
    : ProcessingCrashTests(database, clips), IClassFixture<PostgresTestDatabase>;

/// <summary>What is left when a node dies at its work, and what the next one makes of it.</summary>
public abstract class ProcessingCrashTests(TestDatabase database, LongClips clips) : LibraryCase(database)
{
    [Fact]
    public async Task What_was_published_but_not_written_down_is_taken_over()
    {
        var video = (await UploadAsync(clips.H264)).Id;
        await Parts.ProcessAllAsync();
        var before = (await Parts.PackageOfAsync(video)).Find("v90")!;
        var segment = Path.Combine(Parts.Files.StreamFolder(video), "v90", "00001.m4s");
        var written = File.GetLastWriteTimeUtc(segment);

        // The folder had been renamed, and then the node died: the database knows of an attempt and of no rendition.
        await RunAsync("delete from package_parts where video_id = @Id and name = 'v90'", video);
        await RunAsync("update jobs set state = 'running', claimed_until = 0 where video_id = @Id and kind = 'rung'", video);
        await Parts.ProcessAllAsync();

        var after = (await Parts.PackageOfAsync(video)).Find("v90")!;
        Assert.Equal(before.Durations, after.Durations);
        Assert.Equal(before with { Durations = [] }, after with { Durations = [] });
        Assert.Equal(written, File.GetLastWriteTimeUtc(segment));
    }

    [Fact]
    public async Task Segments_that_viewers_have_stay_as_they_are_when_the_encode_begins_anew()
    {
        var video = (await UploadAsync(clips.Hevc)).Id;
        await Parts.ProcessAllAsync();
        var folder = Path.Combine(Parts.Files.StreamFolder(video), "v90");
        var first = Path.Combine(folder, "00000.m4s");
        var written = File.GetLastWriteTimeUtc(first);

        // As far as it was when the node died in the middle of it.
        File.Delete(Path.Combine(folder, "complete.m3u8"));
        File.Delete(Path.Combine(folder, "00002.m4s"));
        await RunAsync("delete from jobs where video_id = @Id and kind <> 'examine' and kind <> 'first'", video);
        await RunAsync("delete from package_parts where video_id = @Id", video);
        await RunAsync("update jobs set state = 'running', claimed_until = 0 where video_id = @Id and kind = 'first'", video);
        await Parts.ProcessAllAsync();

        Assert.Equal(written, File.GetLastWriteTimeUtc(first));
        var package = await Parts.PackageOfAsync(video);
        Assert.True(package.IsComplete);
        Assert.Equal(["v90", "v180"], package.Pictures.Select(picture => picture.Name));
        Assert.Equal(3, package.Find("v90")!.Durations.Count);
    }

    [Fact]
    public async Task Finished_work_is_not_done_again()
    {
        var video = (await UploadAsync(clips.H264)).Id;

        Assert.Equal(4, await Parts.ProcessAllAsync());
        Parts.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await Parts.ProcessAllAsync());
        Assert.Equal(ProcessingStage.Finished, (await StateAsync(video)).Stage);
    }

    [Fact]
    public async Task What_a_dead_attempt_left_behind_is_removed()
    {
        var video = (await UploadAsync(clips.H264)).Id;
        await Parts.ProcessOneAsync();
        var left = Parts.Files.WorkFolder(video, "copy-0-7");
        Directory.CreateDirectory(left);
        await File.WriteAllTextAsync(Path.Combine(left, "00000.m4s"), "half a segment", Ct);

        await Parts.ProcessAllAsync();

        Assert.Empty(Directory.EnumerateFileSystemEntries(Parts.Files.WorkFolder(video)));
    }

    [Fact]
    public async Task An_attempt_whose_claim_has_ended_publishes_nothing()
    {
        var video = (await UploadAsync(clips.H264)).Id;
        await Parts.ProcessOneAsync();
        var store = new JobStore();
        var now = Parts.Clock.GetUtcNow();
        var slow = (await ClaimAsync(store, now))!.ToJob();
        var later = now + VideoProcessing.Lease + TimeSpan.FromSeconds(1);
        var quick = (await ClaimAsync(store, later))!.ToJob();

        Assert.Equal((slow.Kind, slow.Attempt + 1), (quick.Kind, quick.Attempt));
        Assert.False(await Parts.Database.WriteAsync(session => store.ReportAsync(session, slow, 50, null, later, VideoProcessing.Lease)));
        Assert.False(await Parts.Database.WriteAsync(session => store.FinishAsync(session, slow, null, later)));
        Assert.True(await Parts.Database.WriteAsync(session => store.ReportAsync(session, quick, 50, 4, later, VideoProcessing.Lease)));
        Assert.Equal((ProcessingStage.Improving, 4.0), ((await StateAsync(video)).Stage, (await StateAsync(video)).SecondsRemaining));
        Assert.True(await Parts.Database.WriteAsync(session => store.FinishAsync(session, quick, null, later)));
        Assert.Null(await ClaimAsync(store, later));
    }

    [Fact]
    public async Task Deleting_a_film_ends_the_work_on_it()
    {
        var video = (await UploadAsync(clips.Hevc)).Id;
        await Parts.ProcessOneAsync();
        var said = clips.NewPath($"{video.Value}.pid");
        var endless = Script($"#!/bin/sh\necho out_time_us=1000000\necho $$ > {said}\nexec sleep 1000\n");
        var processing = Parts.NewProcessing(Parts.Clock, Parts.Media with { Ffmpeg = endless });
        var working = processing.ProcessNextAsync(JobLane.First, Ct);
        await Eventually.BecomesTrueAsync(() => File.Exists(said) && File.ReadAllText(said).EndsWith('\n'), "the encode's beginning");
        var process = int.Parse(await File.ReadAllTextAsync(said, Ct), System.Globalization.CultureInfo.InvariantCulture);

        (await Parts.Library.DeleteAsync(Ana, video, false, Ct)).OrThrow();
        processing.Cancel(video);

        Assert.True(await working);
        await Eventually.BecomesTrueAsync(() => HasEnded(process), "the encode's end");
        Assert.DoesNotContain(Parts.FilesLeft, path => path.Contains(video.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_encode_that_stands_still_is_tried_again_and_then_given_up()
    {
        var video = (await UploadAsync(clips.Hevc)).Id;
        await Parts.ProcessOneAsync();
        var failing = Parts.Media with { Ffmpeg = Script("#!/bin/sh\nkill -9 $$\n") };

        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.NotEqual(VideoStatus.Failed, (await Parts.Library.FindAsync(video, Ct))!.Status);
            Assert.True(await Parts.NewProcessing(Parts.Clock, failing).ProcessNextAsync(JobLane.First, Ct));
        }

        var failed = (await Parts.Library.FindAsync(video, Ct))!;
        Assert.Equal((VideoStatus.Failed, "This film takes too long to convert; it may be damaged."), (failed.Status, failed.Failure));
        Assert.False(await Parts.NewProcessing(Parts.Clock, failing).ProcessNextAsync(JobLane.First, Ct));
    }

    [Fact]
    public async Task A_full_disk_makes_a_film_wait_and_says_so()
    {
        var video = (await UploadAsync(clips.Hevc)).Id;
        await Parts.ProcessOneAsync();
        var full = Parts.Media with { Ffmpeg = Script("#!/bin/sh\necho 'av_interleaved_write_frame(): No space left on device' >&2\nexit 1\n") };

        await Assert.ThrowsAsync<DiskFullException>(() => Parts.NewProcessing(Parts.Clock, full).ProcessNextAsync(JobLane.First, Ct));

        Assert.StartsWith("This server's disk has no room", (await StateAsync(video)).Note, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Parts.Files.WorkFolder(video)));
        await Parts.ProcessAllAsync();
        Assert.Equal(ProcessingStage.Finished, (await StateAsync(video)).Stage);
    }

    private async Task<ProcessingState> StateAsync(VideoId video) =>
        await Parts.Library.ProcessingOfAsync((await Parts.Library.FindAsync(video, Ct))!, Ct);

    private Task RunAsync(string sql, VideoId video) => Parts.Database.WriteAsync(session => session.ExecuteAsync(sql, new { Id = video.Value }));

    private Task<JobRow?> ClaimAsync(JobStore store, DateTimeOffset now) =>
        Parts.Database.WriteAsync(session => store.ClaimAsync(session, JobLane.Quick, now, VideoProcessing.Lease));

    /// <summary>Also while whoever inherited it has not yet asked how it ended.</summary>
    private static bool HasEnded(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private string Script(string text)
    {
        var path = clips.NewPath($"{NewId.At(TimeProvider.System)}.sh");
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
