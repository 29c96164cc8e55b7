using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

public sealed class LanguageTagsTests
{
    [Theory]
    [InlineData("en", "en")]
    [InlineData("ENG", "en")]
    [InlineData("pt_br", "pt-BR")]
    [InlineData("zh-hans-cn", "zh-Hans-CN")]
    [InlineData("es-419", "es-419")]
    [InlineData("de-1996", "de-1996")]
    [InlineData(" fr ", "fr")]
    [InlineData("und", "und")]
    [InlineData("", null)]
    [InlineData("e", null)]
    [InlineData("english", null)]
    [InlineData("en-", null)]
    [InlineData("en\n", "en")]
    [InlineData("en\"x", null)]
    [InlineData("en-abcdefgh-abcdefgh-abcdefgh-abcdefgh", null)]
    public void Tags_are_written_as_usual_and_what_is_none_is_not_taken(string given, string? tag) => Assert.Equal(tag, LanguageTags.Normalised(given));

    [Theory]
    [InlineData("pt-BR", "Portuguese (BR)")]
    [InlineData("de", "German")]
    [InlineData("und", "Unknown language")]
    public void Tags_have_names(string tag, string name) => Assert.Equal(name, LanguageTags.NameOf(tag));
}
