using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

public sealed class LibraryRulesTests
{
    private static readonly AccountId Owner = new("owner");

    [Theory]
    [InlineData("Holiday.mp4", "Holiday")]
    [InlineData("../../etc/cron.d/evil.mp4", "evil")]
    [InlineData(@"C:\Users\ana\My film.final.mkv", "My film.final")]
    [InlineData("a\0b\r\nc.mp4", "abc")]
    [InlineData("\u202Egpj.exe.mp4", "gpj.exe")]
    [InlineData(".mp4", ".mp4")]
    [InlineData("..", "Untitled film")]
    [InlineData("dir/", "Untitled film")]
    [InlineData("", "Untitled film")]
    [InlineData(null, "Untitled film")]
    public void A_file_name_gives_a_title(string? fileName, string title) => Assert.Equal(title, LibraryRules.TitleFrom(fileName));

    [Fact]
    public void A_long_file_name_is_cut_between_characters()
    {
        var title = LibraryRules.TitleFrom(new string('a', LibraryRules.LongestTitle - 1) + "🎬🎬.mp4");

        Assert.Equal(new string('a', LibraryRules.LongestTitle - 1), title);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\u0007b")]
    [InlineData("a\nb")]
    [InlineData("\u202Eabc")]
    public void A_title_that_cannot_be_shown_is_refused(string title) =>
        Assert.Equal("title", Assert.Single(LibraryRules.Faults(new VideoDetails { Title = title })).Field);

    [Fact]
    public void Texts_have_a_limit()
    {
        Assert.Empty(LibraryRules.Faults(new VideoDetails { Title = new string('a', 200), Description = new string('a', 5000) }));
        Assert.Equal(2, LibraryRules.Faults(new VideoDetails { Title = new string('a', 201), Description = new string('a', 5001) }).Count);
    }

    [Fact]
    public void A_description_may_have_lines_but_no_other_control_characters()
    {
        Assert.Empty(LibraryRules.Faults(new VideoDetails { Description = "one\r\n\ttwo 👩‍👧" }));
        Assert.Single(LibraryRules.Faults(new VideoDetails { Description = "one\0" }));
    }

    [Theory]
    [InlineData("owner", Visibility.Private, VideoStatus.Failed, false, true)]
    [InlineData("administrator", Visibility.Private, VideoStatus.Pending, false, true)]
    [InlineData("other", Visibility.Private, VideoStatus.Ready, false, false)]
    [InlineData("other", Visibility.Private, VideoStatus.Ready, true, true)]
    [InlineData("other", Visibility.Unlisted, VideoStatus.Ready, false, true)]
    [InlineData("other", Visibility.Public, VideoStatus.Ready, false, true)]
    [InlineData("other", Visibility.Public, VideoStatus.Processing, false, false)]
    [InlineData("guest", Visibility.Public, VideoStatus.Ready, false, false)]
    [InlineData("guest", Visibility.Private, VideoStatus.Ready, true, true)]
    [InlineData("guest", Visibility.Private, VideoStatus.Failed, true, false)]
    public void Who_may_watch(string who, Visibility visibility, VideoStatus status, bool watchesInParty, bool may)
    {
        var video = new Video { Id = new("v"), Upload = new("u"), Owner = Owner, Title = "t", Visibility = visibility, Status = status };

        Assert.Equal(may, LibraryRules.MayWatch(video, CallerCalled(who), watchesInParty));
    }

    [Theory]
    [InlineData("owner", true)]
    [InlineData("administrator", true)]
    [InlineData("other", false)]
    [InlineData("guest", false)]
    public void Who_may_edit(string who, bool may) =>
        Assert.Equal(may, new Video { Id = new("v"), Upload = new("u"), Owner = Owner, Title = "t" }.MayEdit(CallerCalled(who)));

    private static Caller CallerCalled(string who) =>
        new(new AccountId(who), new ProfileId("p"), new LoginId("l"), who is "administrator", who is "guest" ? new PartyId("party") : null);
}
