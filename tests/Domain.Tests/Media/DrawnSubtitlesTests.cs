using System.Text;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Domain.Tests.Library;

namespace Matinee.Domain.Tests.Media;

public sealed class DrawnSubtitlesTests(SqliteTestDatabase database, Clips clips) : IClassFixture<SqliteTestDatabase>, IClassFixture<Clips>
{
    [Fact]
    public void Files_of_pictures_are_known_by_their_bytes()
    {
        Assert.Equal("PGS", DrawnSubtitles.FormatOf(DrawnClip.Pgs));
        Assert.Equal("VobSub", DrawnSubtitles.FormatOf([0, 0, 1, 0xBA, 0x44, 0, 4, 0]));
        Assert.Equal("VobSub", DrawnSubtitles.FormatOf("# VobSub index file, v7 (do not modify this line!)\n"u8));
        Assert.Null(DrawnSubtitles.FormatOf("PG-13 rating\n1\n00:00:01,000 --> 00:00:02,000\nHi\n"u8));
        Assert.Null(DrawnSubtitles.FormatOf([]));
        Assert.Null(DrawnSubtitles.FormatOf(Encoding.UTF8.GetBytes(new string('G', 400))[1..189]));
    }

    [Theory]
    [InlineData("in German that are pictures (VobSub)", "dvdsub")]
    [InlineData("in German that are pictures (PGS)", "copy")]
    [InlineData("in German and English that are pictures (VobSub, DVB)", "dvdsub", "dvbsub")]
    public async Task A_film_with_drawn_subtitles_is_ready_and_its_owner_is_told(string words, params string[] codecs)
    {
        await using var parts = new LibraryParts(database.Database);
        var film = DrawnClip.Make(clips, string.Join('-', codecs) + ".mkv", codecs);
        var uploaded = await parts.UploadAsync(LibraryParts.NewCaller(), await File.ReadAllBytesAsync(film, TestContext.Current.CancellationToken));

        await parts.ProcessAllAsync();

        var video = (await parts.Library.FindAsync(uploaded.Id, TestContext.Current.CancellationToken))!;
        Assert.Equal((VideoStatus.Ready, null), (video.Status, video.Failure));
        Assert.Contains(words, Assert.Single(video.Notes), StringComparison.Ordinal);
        var package = await parts.PackageOfAsync(video.Id);
        Assert.True(package is { IsComplete: true, Subtitles: [] });
    }

    [Fact]
    public async Task A_film_without_them_has_no_notes()
    {
        await using var parts = new LibraryParts(database.Database);
        var uploaded = await parts.UploadAsync(LibraryParts.NewCaller(), await File.ReadAllBytesAsync(clips.Mp4, TestContext.Current.CancellationToken));

        await parts.ProcessOneAsync();

        Assert.Empty((await parts.Library.FindAsync(uploaded.Id, TestContext.Current.CancellationToken))!.Notes);
    }
}
