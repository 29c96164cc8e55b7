using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Tests.Library;

namespace Matinee.Domain.Tests.Media;

/// <summary>What stands in the way of the work on a film, and what becomes of the film and of others.</summary>
public sealed class SetbackTests(SqliteTestDatabase database, LongClips clips) : LibraryCase(database), IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task Deleting_a_film_ends_the_work_on_it_and_on_whatever_that_began()
    {
        var video = (await UploadAsync(clips.Hevc)).Id;
        await Parts.ProcessOneAsync();
        var (pids, list) = (clips.NewPath($"{video}.pids"), Path.Combine(Parts.Files.WorkFolder(video, "first-0-1"), "v90"));
        var writing = clips.Script(
            $"#!/bin/sh\n( while :; do n=$((n+1)); echo more >{list}/$n; done ) &\necho out_time_us=1000000\necho $! $$ > {pids}\nwhile :; do m=$((m+1)); echo more >{list}/s$m; done\n");
        var processing = Parts.NewProcessing(Parts.Clock, Parts.Media with { Ffmpeg = writing });
        var working = processing.ProcessNextAsync(JobLane.First, Ct);
        await Eventually.BecomesTrueAsync(() => File.Exists(pids) && File.ReadAllText(pids).EndsWith('\n'), "the encode's beginning");
        var processes = (await File.ReadAllTextAsync(pids, Ct)).Split(' ').Select(pid => int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture)).ToList();

        (await Parts.Library.DeleteAsync(Ana, video, false, Ct)).OrThrow();
        Assert.False(Directory.Exists(list));
        processing.Cancel(video);

        Assert.True(await working);
        foreach (var process in processes) await Eventually.BecomesTrueAsync(() => HasEnded(process), "the encode's end");
        Assert.DoesNotContain(Parts.FilesLeft, path => path.Contains(video.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_encode_that_the_system_kills_is_tried_again_and_then_given_up()
    {
        var video = (await UploadAsync(clips.Hevc)).Id;
        await Parts.ProcessOneAsync();
        var failing = Parts.Media with { Ffmpeg = clips.Script("#!/bin/sh\nkill -9 $$\n") };

        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.NotEqual(VideoStatus.Failed, (await Parts.Library.FindAsync(video, Ct))!.Status);
            Assert.True(await Parts.NewProcessing(Parts.Clock, failing).ProcessNextAsync(JobLane.First, Ct));
            Assert.False(await Parts.NewProcessing(Parts.Clock, failing).ProcessNextAsync(JobLane.First, Ct));
            Parts.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var failed = (await Parts.Library.FindAsync(video, Ct))!;
        Assert.Equal(VideoStatus.Failed, failed.Status);
        Assert.Contains("most likely for want of memory", failed.Failure, StringComparison.Ordinal);
        Assert.False(await Parts.NewProcessing(Parts.Clock, failing).ProcessNextAsync(JobLane.First, Ct));
    }

    [Fact]
    public async Task An_encode_that_is_asked_to_end_is_begun_again_however_often()
    {
        var video = (await UploadAsync(clips.Hevc)).Id;
        await Parts.ProcessOneAsync();
        var stopped = Parts.Media with { Ffmpeg = clips.Script("#!/bin/sh\nkill -TERM $$\n") };

        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.True(await Parts.NewProcessing(Parts.Clock, stopped).ProcessNextAsync(JobLane.First, Ct));
            Parts.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(VideoStatus.Processing, (await Parts.Library.FindAsync(video, Ct))!.Status);
    }

    [Fact]
    public async Task A_full_disk_makes_a_film_wait_and_says_so_while_others_go_on()
    {
        var video = (await UploadAsync(clips.Hevc)).Id;
        await Parts.ProcessOneAsync();
        Parts.Clock.Advance(TimeSpan.FromSeconds(1));
        var other = (await UploadAsync(clips.OneKey)).Id;
        var full = Parts.Media with { Ffmpeg = clips.Script("#!/bin/sh\necho 'av_interleaved_write_frame(): No space left on device' >&2\nexit 1\n") };

        for (var attempt = 0; attempt < 4; attempt++)
        {
            Assert.True(await Parts.NewProcessing(Parts.Clock, full).ProcessNextAsync(JobLane.First, Ct));
            Assert.False(await Parts.NewProcessing(Parts.Clock, full).ProcessNextAsync(JobLane.First, Ct));
            Assert.StartsWith("This server's disk has no room", (await StateAsync(video)).Note, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(Parts.Files.WorkFolder(video)));
            if (attempt < 3) Parts.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await Parts.ProcessAllAsync();
        Assert.Equal(ProcessingStage.Finished, (await StateAsync(other)).Stage);
        Assert.Equal(ProcessingStage.Preparing, (await StateAsync(video)).Stage);
        Parts.Clock.Advance(TimeSpan.FromMinutes(1));
        await Parts.ProcessAllAsync();
        Assert.Equal(ProcessingStage.Finished, (await StateAsync(video)).Stage);
    }

    [Fact]
    public async Task A_disk_that_is_full_at_the_beginning_condemns_no_film()
    {
        var video = (await UploadAsync(clips.H264)).Id;
        var posterless = Parts.Media with { Ffmpeg = clips.Script("#!/bin/sh\necho 'Error writing trailer of file:poster.jpg: No space left on device' >&2\nexit 1\n") };

        Assert.True(await Parts.NewProcessing(Parts.Clock, Parts.Media, keepFreeBytes: long.MaxValue).ProcessNextAsync(JobLane.Quick, Ct));
        var waiting = await StateAsync(video);
        Parts.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await Parts.NewProcessing(Parts.Clock, posterless).ProcessNextAsync(JobLane.Quick, Ct));

        Assert.StartsWith("This server's disk has no room", waiting.Note, StringComparison.Ordinal);
        Assert.StartsWith("This server's disk has no room", (await StateAsync(video)).Note, StringComparison.Ordinal);
        Parts.Clock.Advance(TimeSpan.FromMinutes(1));
        await Parts.ProcessOneAsync();
        Assert.Equal(VideoStatus.Ready, (await Parts.Library.FindAsync(video, Ct))!.Status);
    }

    private async Task<ProcessingState> StateAsync(VideoId video) =>
        await Parts.Library.ProcessingOfAsync((await Parts.Library.FindAsync(video, Ct))!, Ct);

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
}
