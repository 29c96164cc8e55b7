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

    private async Task<ProcessingState> StateAsync(VideoId video) =>
        await Parts.Library.ProcessingOfAsync((await Parts.Library.FindAsync(video, Ct))!, Ct);

    private Task RunAsync(string sql, VideoId video) => Parts.Database.WriteAsync(session => session.ExecuteAsync(sql, new { Id = video.Value }));

    private Task<JobRow?> ClaimAsync(JobStore store, DateTimeOffset now) =>
        Parts.Database.WriteAsync(session => store.ClaimAsync(session, JobLane.Quick, now, VideoProcessing.Lease));
}
