using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Domain.Tests.Library;

namespace Matinee.Domain.Tests.Media;

public sealed class FullDiskTests(SqliteTestDatabase database, LongClips clips) : IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disk_that_fills_up_while_a_film_is_converted_makes_it_wait_until_there_is_room()
    {
        var ana = LibraryParts.NewCaller();
        await using var parts = new LibraryParts(database.Database);
        using var disk = SmallDisk.Mount(parts.Folder, megabytes: 8);
        var video = (await parts.UploadAsync(ana, await File.ReadAllBytesAsync(clips.Hevc, Ct))).Id;
        await parts.ProcessOneAsync();
        var filler = Path.Combine(parts.Folder, "filler");
        await File.WriteAllBytesAsync(filler, new byte[parts.Files.FreeBytes() - 16_384], Ct);

        Assert.True(await parts.NewProcessing().ProcessNextAsync(JobLane.First, Ct));

        var waiting = (await parts.Library.FindAsync(video, Ct))!;
        Assert.NotEqual(VideoStatus.Failed, waiting.Status);
        Assert.StartsWith("This server's disk has no room", (await parts.Library.ProcessingOfAsync(waiting, Ct)).Note, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(parts.Files.WorkFolder(video)));
        File.Delete(filler);
        parts.Clock.Advance(TimeSpan.FromMinutes(1));
        await parts.ProcessAllAsync();
        Assert.True((await parts.PackageOfAsync(video)).IsComplete);
    }
}
