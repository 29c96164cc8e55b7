using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Domain.Tests.Media;

namespace Matinee.Domain.Tests.Library;

public sealed class VideoProcessingOnSqlite(SqliteTestDatabase database, Clips clips)
    : VideoProcessingTests(database, clips), IClassFixture<SqliteTestDatabase>;

public sealed class VideoProcessingOnPostgres(PostgresTestDatabase database, Clips clips)
    : VideoProcessingTests(database, clips), IClassFixture<PostgresTestDatabase>;

public abstract class VideoProcessingTests(TestDatabase database, Clips clips) : LibraryCase(database)
{
    [Fact]
    public async Task A_film_that_browsers_play_is_ready_after_its_examination()
    {
        var video = await UploadAsync(clips.WebM);

        Assert.True(await Parts.ProcessOneAsync());

        var ready = await FindAsync(video);
        Assert.Equal((VideoStatus.Ready, FilmContainer.WebM, 320, 180), (ready.Status, ready.Container, ready.Width, ready.Height));
        Assert.Equal(("vp9", "opus", 25.0), (ready.PictureCodec, ready.SoundCodec, ready.FrameRate));
        Assert.InRange(ready.Duration!.Value, 2.9, 3.2);
        Assert.True(ready.PlaysDirectly && ready.HasPoster && File.Exists(Parts.Files.PosterPath(video.Id)));
    }

    [Fact]
    public async Task A_bad_film_fails_with_a_sentence()
    {
        var video = await UploadAsync(clips.MagicYuv);

        await Parts.ProcessAllAsync();

        var failed = await FindAsync(video);
        Assert.Equal(VideoStatus.Failed, failed.Status);
        Assert.StartsWith("This film holds MAGICYUV", failed.Failure, StringComparison.Ordinal);
        Assert.False(failed.HasPoster);
        Assert.Equal(ProcessingStage.Failed, (await Parts.Library.ProcessingOfAsync(failed, Ct)).Stage);
    }

    [Fact]
    public async Task A_film_whose_node_was_killed_is_taken_up_when_its_claim_ends()
    {
        var video = await UploadAsync(clips.Mp4);
        await ClaimAsync();

        Assert.False(await Parts.ProcessOneAsync());
        Parts.Clock.Advance(VideoProcessing.Lease + TimeSpan.FromSeconds(1));
        Assert.True(await Parts.ProcessOneAsync());
        Assert.Equal(VideoStatus.Ready, (await FindAsync(video)).Status);
    }

    [Fact]
    public async Task A_film_that_takes_its_node_down_again_and_again_fails()
    {
        var video = await UploadAsync(clips.Mp4);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await ClaimAsync();
            Parts.Clock.Advance(VideoProcessing.Lease + TimeSpan.FromSeconds(1));
        }

        Assert.True(await Parts.ProcessOneAsync());
        Assert.Equal("This film could not be examined; it may be damaged.", (await FindAsync(video)).Failure);
        Assert.False(await Parts.ProcessOneAsync());
    }

    [Fact]
    public async Task A_film_waits_while_the_server_stops()
    {
        var video = await UploadAsync(clips.Mp4);
        using var stopping = new CancellationTokenSource();
        var endless = Parts.Media with { Ffprobe = "/usr/bin/yes" };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Parts.NewProcessing(new CancellingClock(stopping), endless).ProcessNextAsync(JobLane.Quick, stopping.Token));

        Assert.True(await Parts.ProcessOneAsync());
        Assert.Equal(VideoStatus.Ready, (await FindAsync(video)).Status);
    }

    [Fact]
    public async Task A_film_waits_until_ffprobe_is_installed()
    {
        var video = await UploadAsync(clips.Mp4);

        for (var attempt = 0; attempt < 5; attempt++)
        {
            await Assert.ThrowsAsync<MediaToolException>(() =>
                Parts.NewProcessing(Parts.Clock, Parts.Media with { Ffprobe = "no-such-program" }).ProcessNextAsync(JobLane.Quick, Ct));
        }

        Assert.Equal(VideoStatus.Processing, (await FindAsync(video)).Status);
        Assert.True(await Parts.ProcessOneAsync());
        Assert.Equal(VideoStatus.Ready, (await FindAsync(video)).Status);
    }

    [Fact]
    public async Task The_oldest_film_comes_first()
    {
        var first = await UploadAsync(clips.Text);
        Parts.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await UploadAsync(clips.Text);

        await Parts.ProcessOneAsync();

        Assert.Equal(VideoStatus.Failed, (await FindAsync(first)).Status);
        Assert.Equal(VideoStatus.Pending, (await FindAsync(second)).Status);
    }

    [Fact]
    public async Task A_film_that_waits_says_how_many_come_first()
    {
        await UploadAsync(clips.Text);
        Parts.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await UploadAsync(clips.Text);
        await Parts.Database.WriteAsync(session => new JobStore().AdoptUploadsAsync(session, Parts.Clock.GetUtcNow()));

        Assert.Equal(1, (await Parts.Library.ProcessingOfAsync(second, Ct)).Ahead);
        await Parts.ProcessOneAsync();
        Assert.Equal(0, (await Parts.Library.ProcessingOfAsync(second, Ct)).Ahead);
    }

    [Fact]
    public async Task A_film_whose_folder_is_not_mounted_waits_for_it()
    {
        var folder = Directory.CreateDirectory(clips.NewPath($"library-{Ana.Account}"));
        var film = Path.Combine(folder.FullName, "Film.mp4");
        File.Copy(clips.Mp4, film);
        await Parts.Folders.ImportAsync(folder.FullName, Ana.Account, Visibility.Private, onlySettled: false, progress: null, Ct);
        var video = (await Parts.Library.ListAsync(Ana, new VideoQuery(new Kernel.PageRequest(1, 10)), Ct)).OrThrow().Items.Single();
        File.Move(film, film + ".away");

        for (var attempt = 0; attempt < 4; attempt++)
        {
            Assert.True(await Parts.ProcessOneAsync());
            Assert.StartsWith("The film's file is not where it was.", (await Parts.Library.ProcessingOfAsync(await FindAsync(video), Ct)).Note, StringComparison.Ordinal);
            Parts.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.True(Parts.Files.IsAway(video.Id));
        File.Move(film + ".away", film);
        await Parts.ProcessAllAsync();
        Assert.Equal(VideoStatus.Ready, (await FindAsync(video)).Status);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Folders_that_no_video_has_are_swept_when_they_are_old()
    {
        var video = await UploadAsync(clips.Text);
        var lost = Parts.Files.FilmPath(new Kernel.VideoId("0195f0aa-0000-7000-8000-00000000dead"));
        Directory.CreateDirectory(Path.GetDirectoryName(lost)!);
        await File.WriteAllTextAsync(lost, "half a film", Ct);
        SetAge(TimeSpan.FromMinutes(59));
        await Parts.NewProcessing().SweepAsync(Ct);
        Assert.True(File.Exists(lost));

        SetAge(TimeSpan.FromMinutes(61));
        await Parts.NewProcessing().SweepAsync(Ct);

        Assert.False(Directory.Exists(Path.GetDirectoryName(lost)));
        Assert.True(File.Exists(Parts.Files.FilmPath(video.Id)));
    }

    private void SetAge(TimeSpan age)
    {
        var then = (Parts.Clock.GetUtcNow() - age).UtcDateTime;
        foreach (var file in Directory.EnumerateFiles(Parts.Folder, "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, then);
        foreach (var folder in Directory.EnumerateDirectories(Parts.Folder)) Directory.SetLastWriteTimeUtc(folder, then);
    }

    private async Task<Video> FindAsync(Video video) => (await Parts.Library.FindAsync(video.Id, Ct))!;

    /// <summary>What a node does just before it is killed.</summary>
    private Task ClaimAsync() =>
        Parts.Database.WriteAsync(async session =>
        {
            var now = Parts.Clock.GetUtcNow();
            await new JobStore().AdoptUploadsAsync(session, now);
            await new JobStore().ClaimAsync(session, JobLane.Quick, now, VideoProcessing.Lease);
        });

    /// <summary>Says that the server stops as soon as the film has been claimed.</summary>
    private sealed class CancellingClock(CancellationTokenSource stopping) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            stopping.Cancel();
            return System.CreateTimer(callback, state, dueTime, period);
        }
    }
}
