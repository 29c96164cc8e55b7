using System.Diagnostics;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Domain.Tests.Library;

namespace Matinee.Domain.Tests.Media;

/// <summary>A disk that is really full: a small one of memory, where the machine lets us have it.</summary>
public sealed class FullDiskTests(SqliteTestDatabase database, LongClips clips) : IClassFixture<SqliteTestDatabase>, IClassFixture<LongClips>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disk_that_fills_up_while_a_film_is_converted_makes_it_wait_until_there_is_room()
    {
        var ana = LibraryParts.NewCaller();
        await using var parts = new LibraryParts(database.Database);
        Assert.SkipUnless(Succeeds("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", parts.Folder), "This machine does not let us mount a small disk.");
        try
        {
            var video = (await parts.UploadAsync(ana, await File.ReadAllBytesAsync(clips.Hevc, Ct))).Id;
            await parts.ProcessOneAsync();
            var filler = Path.Combine(parts.Folder, "filler");
            await File.WriteAllBytesAsync(filler, new byte[parts.Files.FreeBytes() - 16_384], Ct);

            await Assert.ThrowsAsync<DiskFullException>(() => parts.NewProcessing().ProcessNextAsync(JobLane.First, Ct));

            var waiting = (await parts.Library.FindAsync(video, Ct))!;
            Assert.NotEqual(VideoStatus.Failed, waiting.Status);
            Assert.StartsWith("This server's disk has no room", (await parts.Library.ProcessingOfAsync(waiting, Ct)).Note, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(parts.Files.WorkFolder(video)));
            File.Delete(filler);
            await parts.ProcessAllAsync();
            Assert.True((await parts.PackageOfAsync(video)).IsComplete);
        }
        finally
        {
            Succeeds("umount", parts.Folder);
        }
    }

    [Fact]
    public async Task An_upload_that_the_disk_cannot_hold_ends_in_a_sentence_and_leaves_nothing()
    {
        await using var parts = new LibraryParts(database.Database);
        Assert.SkipUnless(Succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", parts.Folder), "This machine does not let us mount a small disk.");
        try
        {
            await using (var film = (await parts.Uploads.BeginAsync(LibraryParts.NewCaller(), null, Ct)).OrThrow())
            {
                var received = await film.ReceiveAsync(new MemoryStream(new byte[3 << 20]), Ct);

                Assert.True(received.IsRefused(out var refusal));
                Assert.Contains("room", refusal.Message, StringComparison.Ordinal);
            }

            Assert.DoesNotContain(parts.FilesLeft, File.Exists);
        }
        finally
        {
            Succeeds("umount", parts.Folder);
        }
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
