using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

public sealed class SidecarNameRulesTests
{
    [Theory]
    [InlineData("Film", "Film.srt", true)]
    [InlineData("Film", "film.de.ASS", true)]
    [InlineData("Film", "Film 2.srt", false)]
    [InlineData("Film", "Film.txt", false)]
    [InlineData("Film", "Film.sup", false)]
    [InlineData("Film.srt", "Film.srt", false)]
    public void Files_named_after_a_film_are_beside_it(string film, string file, bool isBeside) => Assert.Equal(isBeside, SidecarNameRules.IsBeside(film, file));

    [Theory]
    [InlineData("Film.srt", null, "Unknown language")]
    [InlineData("Film.de.srt", "de", "German")]
    [InlineData("Film.eng.vtt", "en", "English")]
    [InlineData("film.pt-BR.forced.ass", "pt-BR", "Portuguese (BR) (forced)")]
    [InlineData("Film.pt_BR.srt", "pt-BR", "Portuguese (BR)")]
    [InlineData("Film.forced.de.srt", "de", "German (forced)")]
    [InlineData("Film.en.sdh.srt", "en", "English (SDH)")]
    [InlineData("Film.en.hi.srt", "en", "English (SDH)")]
    [InlineData("Film.hi.srt", "hi", "Hindi")]
    [InlineData("Film.directors cut.srt", null, "Unknown language")]
    [InlineData("Film.French.srt", "fr", "French")]
    public void The_name_says_the_language_and_what_it_is_for(string file, string? language, string label)
    {
        var name = SidecarNameRules.Beside("Film", file);

        Assert.Equal((language, label), (name.Language, name.LabelIn(language ?? "und")));
    }

    [Theory]
    [InlineData("2_English.srt", "en")]
    [InlineData("German.srt", "de")]
    [InlineData("x.srt", null)]
    public void In_a_folder_of_subtitles_all_of_the_name_says_it(string file, string? language) => Assert.Equal(language, SidecarNameRules.OnItsOwn(file).Language);

    [Theory]
    [InlineData("It.srt", null)]
    [InlineData("It.de.srt", "de")]
    [InlineData("C:\\films\\It.de.default.srt", "de")]
    [InlineData("", null)]
    [InlineData(".srt", null)]
    public void The_first_word_of_an_upload_is_the_film(string file, string? language) => Assert.Equal(language, SidecarNameRules.OfUpload(file).Language);
}
