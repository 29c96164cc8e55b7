using System.Buffers.Text;
using Matinee.Domain.Kernel;
using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

public sealed class MediaLinksTests
{
    private static readonly VideoId Video = new("0195f0aa-0000-7000-8000-000000000001");
    private static readonly AccountId Viewer = new("0195f0aa-0000-7000-8000-000000000002");
    private readonly ManualClock time = new();
    private readonly MediaLinks links;

    public MediaLinksTests() => links = new MediaLinks(new MediaLinkOptions { SigningKey = new byte[32] }, time);

    [Fact]
    public void A_link_says_what_was_signed()
    {
        var path = links.Film(Video, FilmContainer.WebM, Viewer);

        Assert.StartsWith("/media/", path, StringComparison.Ordinal);
        Assert.EndsWith("/film.webm", path, StringComparison.Ordinal);
        var expires = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + MediaLinks.Lifetime).ToUnixTimeSeconds());
        Assert.Equal(new MediaLink(MediaPart.Film, Video, Viewer, expires), links.Read(TokenOf(path)));
    }

    [Fact]
    public void A_poster_keeps_its_link_within_the_hour_and_lives_at_least_three()
    {
        var first = links.Poster(Video, Viewer);
        time.Advance(TimeSpan.FromMinutes(59));

        Assert.Equal(first, links.Poster(Video, Viewer));
        Assert.True(links.Read(TokenOf(first))!.ExpiresAt - time.GetUtcNow() >= TimeSpan.FromHours(3));
        Assert.Equal(MediaPart.Poster, links.Read(TokenOf(first))!.Part);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.NotEqual(first, links.Poster(Video, Viewer));
    }

    [Fact]
    public void A_token_with_any_bit_changed_is_no_token()
    {
        var token = Base64Url.DecodeFromChars(TokenOf(links.Film(Video, FilmContainer.Mp4, Viewer)));
        for (var bit = 0; bit < token.Length * 8; bit++)
        {
            var forged = token.ToArray();
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(links.Read(Base64Url.EncodeToString(forged)));
        }
    }

    [Fact]
    public void Another_key_signs_other_tokens()
    {
        var other = new MediaLinks(new MediaLinkOptions { SigningKey = [.. Enumerable.Repeat((byte)1, 32)] }, time);

        Assert.Null(links.Read(TokenOf(other.Film(Video, FilmContainer.Mp4, Viewer))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("../../etc/passwd")]
    [InlineData("ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ")]
    [InlineData("                                                                                                   ")]
    public void What_is_no_token_is_refused(string token) => Assert.Null(links.Read(token));

    [Fact]
    public void A_short_key_is_refused() =>
        Assert.Throws<ArgumentException>(() => new MediaLinks(new MediaLinkOptions { SigningKey = new byte[31] }, time));

    private static string TokenOf(string path) => path.Split('/')[2];
}
