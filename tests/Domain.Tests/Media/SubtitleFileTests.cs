using System.Text;
using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Media;

public sealed class SubtitleFileTests
{
    private const string SubRip = "1\r\n00:00:01,500 --> 00:00:02,000\r\n<i>Grüße</i>, <font color=\"red\">Welt</font>\r\n\r\n2\r\n1:02:03,4 --> 1:02:05,000\r\n{\\an8}Oben\r\n";

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("windows-1252")]
    public void SubRip_is_read_however_it_is_written(string encoding)
    {
        var cues = SubtitleFile.Read(CodePagesEncodingProvider.Instance.GetEncoding(encoding)?.GetBytes(SubRip) ?? Encoding.GetEncoding(encoding).GetBytes(SubRip))!;

        Assert.Equal([new Cue(1.5, 2, "<i>Grüße</i>, Welt"), new Cue(3723.4, 3725, "Oben", IsAtTop: true)], cues);
        Assert.Equal("WEBVTT\n\n00:00:01.500 --> 00:00:02.000\n<i>Grüße</i>, Welt\n\n01:02:03.400 --> 01:02:05.000 line:0\nOben\n", SubtitleFile.WriteWebVtt(cues));
    }

    [Fact]
    public void Cyrillic_is_told_from_western()
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes("1\n00:00:01,000 --> 00:00:02,000\nПривет, мир\n");

        Assert.Equal("Привет, мир", Assert.Single(SubtitleFile.Read(bytes)!).Text);
    }

    [Fact]
    public void SubStation_keeps_its_emphasis_and_loses_its_drawings()
    {
        const string File = """
            [Script Info]
            [Events]
            Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
            Dialogue: 0,0:00:03.00,0:00:04.50,Default,,0,0,0,,{\i1}One{\i0}, two\Nthree{\pos(1,2)}
            Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\an8\b1}Top
            Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,{\p1}m 0 0 l 100 0{\p0}
            Dialogue: broken
            """;

        Assert.Equal([new Cue(1, 2, "<b>Top</b>", IsAtTop: true), new Cue(3, 4.5, "<i>One</i>, two\nthree")], SubtitleFile.Read(Encoding.UTF8.GetBytes(File))!);
    }

    [Fact]
    public void WebVtt_loses_its_styles_and_settings()
    {
        const string File = "WEBVTT\n\nSTYLE\n::cue { background: url(http://evil) }\n\nNOTE x\n\nid\n00:01.000 --> 00:02.000 position:10% region:x\n<v Ana><c.red>Hi</c></v> 1 < 2 &amp; 3\n";

        Assert.Equal("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHi 1 &lt; 2 &amp; 3\n", SubtitleFile.WriteWebVtt(SubtitleFile.Read(Encoding.UTF8.GetBytes(File))!));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "alert(1)")]
    [InlineData("<img src=x onerror=alert(1)>", "")]
    [InlineData("<b onclick=x>bold", "<b>bold</b>")]
    [InlineData("<i><b>a</i>b</b>", "<i><b>a</b></i>b")]
    [InlineData("</i>a<i>", "a<i></i>")]
    [InlineData("<<script>script>", "&lt;script&gt;")]
    [InlineData("a --> b", "a --&gt; b")]
    [InlineData("&lt;script&gt; &copy;", "&lt;script&gt; &amp;copy;")]
    [InlineData("a\0b\u0007", "ab")]
    public void Markup_is_made_harmless(string markup, string text) => Assert.Equal(text, CueText.Sanitised(markup));

    [Theory]
    [InlineData("")]
    [InlineData("just text")]
    [InlineData("1\n00:00:05,000 --> 00:00:01,000\nbackwards\n")]
    [InlineData("1\n99999:00:00,000 --> 99999:00:01,000\nnever\n")]
    public void What_has_no_cue_is_no_subtitle_file(string text) => Assert.Null(SubtitleFile.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_film_is_no_subtitle_file() => Assert.Null(SubtitleFile.Read([0, 0, 0, 32, (byte)'f', (byte)'t', (byte)'y', (byte)'p', 1, 2, 3, 0xFF]));
}
