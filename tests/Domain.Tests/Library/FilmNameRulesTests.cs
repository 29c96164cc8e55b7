using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

public sealed class FilmNameRulesTests
{
    [Theory]
    [InlineData("The.Third.Man.1949.1080p.BluRay.x264-GRP.mkv", "The Third Man (1949)")]
    [InlineData("The Third Man (1949).mp4", "The Third Man (1949)")]
    [InlineData("The_Third_Man_[1949]_DVDRip.avi", "The Third Man (1949)")]
    [InlineData("2001.A.Space.Odyssey.1968.2160p.UHD.HDR.mkv", "2001 A Space Odyssey (1968)")]
    [InlineData("1917.2019.WEB-DL.mkv", "1917 (2019)")]
    [InlineData("1917.mkv", "1917")]
    [InlineData("Show.Name.S01E02.The.Pilot.720p.HDTV.x264.mkv", "Show Name S01E02 The Pilot")]
    [InlineData("Show.Name.2019.S02E03.mkv", "Show Name (2019) S02E03")]
    [InlineData("Show Name - 3x11 - Return.mp4", "Show Name S03E11 Return")]
    [InlineData("show.name.s10e100.mkv", "show name S10E100")]
    [InlineData("Holiday in Lisbon.mov", "Holiday in Lisbon")]
    [InlineData("Amélie.2001.x265.mkv", "Amélie (2001)")]
    [InlineData("1080p.mkv", "1080p")]
    [InlineData("....mkv", "Untitled film")]
    [InlineData("Extended Family.mkv", "Extended Family")]
    public void Names_become_titles(string fileName, string title) => Assert.Equal(title, FilmNameRules.TitleOf(fileName));
}
