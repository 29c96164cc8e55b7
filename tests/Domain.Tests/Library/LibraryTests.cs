using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

public sealed class LibraryOnSqlite(SqliteTestDatabase database) : LibraryTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class LibraryOnPostgres(PostgresTestDatabase database) : LibraryTests(database), IClassFixture<PostgresTestDatabase>;

public abstract class LibraryTests(TestDatabase database) : LibraryCase(database)
{
    private readonly Caller ben = LibraryParts.NewCaller();
    private readonly Caller administrator = LibraryParts.NewCaller(isAdministrator: true);
    [Fact]
    public async Task A_list_holds_public_videos_and_ones_own()
    {
        var hers = await Parts.AddReadyAsync(Ana, "Private", Visibility.Private);
        var unlisted = await Parts.AddReadyAsync(Ana, "Unlisted", Visibility.Unlisted);
        var shown = await Parts.AddReadyAsync(Ana, "Public", Visibility.Public);
        Parts.Clock.Advance(TimeSpan.FromSeconds(1));
        var pending = await Parts.UploadAsync(Ana, [1], details: new VideoDetails { Visibility = Visibility.Public });

        Assert.Equal([pending.Id, shown.Id, unlisted.Id, hers.Id], await IdsAsync(Ana));
        Assert.Equal([shown.Id], await IdsAsync(ben));
        Assert.Equal([pending.Id, shown.Id, unlisted.Id, hers.Id], await IdsAsync(administrator));
    }

    [Fact]
    public async Task A_guest_has_no_list() =>
        Assert.True((await Parts.Library.ListAsync(LibraryParts.NewCaller(guestOf: new PartyId("party")), Query(), Ct)).IsRefused(out var refusal)
            && refusal.Kind is RefusalKind.Forbidden);

    [Fact]
    public async Task A_search_finds_words_in_title_and_description_in_any_case()
    {
        var title = await Parts.AddReadyAsync(Ana, "The GREAT escape", Visibility.Public);
        var text = await Parts.AddReadyAsync(Ana, "Other", Visibility.Public, "a great day");
        await Parts.AddReadyAsync(Ana, "100 percent", Visibility.Public);

        Assert.Equal([text.Id, title.Id], await IdsAsync(Ana, Query() with { Search = "great" }));
        Assert.Empty(await IdsAsync(Ana, Query() with { Search = "%" }));
        Assert.Empty(await IdsAsync(Ana, Query() with { Search = "' or 1=1 --" }));
    }

    [Fact]
    public async Task A_list_is_narrowed_by_visibility_and_uploader()
    {
        var hers = await Parts.AddReadyAsync(Ana, "Hers", Visibility.Public);
        var his = await Parts.AddReadyAsync(ben, "His", Visibility.Public);
        var secret = await Parts.AddReadyAsync(Ana, "Secret", Visibility.Private);

        Assert.Equal([his.Id], await IdsAsync(Ana, Query() with { Uploader = ben.Account }));
        Assert.Equal([secret.Id], await IdsAsync(Ana, Query() with { Uploader = Ana.Account, Visibility = Visibility.Private }));
        Assert.Equal([hers.Id], await IdsAsync(ben, Query() with { Uploader = Ana.Account }));
    }

    [Fact]
    public async Task A_list_comes_in_order_and_in_pages()
    {
        var b = await Parts.AddReadyAsync(Ana, "beta", Visibility.Private);
        var c = await Parts.AddReadyAsync(Ana, "Gamma", Visibility.Private);
        var a = await Parts.AddReadyAsync(Ana, "Alpha", Visibility.Private);
        var byTitle = Query() with { Order = VideoOrder.Title, Descending = false, Uploader = Ana.Account };

        Assert.Equal([a.Id, b.Id, c.Id], await IdsAsync(Ana, byTitle));
        Assert.Equal([c.Id], await IdsAsync(Ana, byTitle with { Page = new PageRequest(2, 2) }));
        Assert.Equal(2, (await Parts.Library.ListAsync(Ana, byTitle with { Page = new PageRequest(9, 2) }, Ct)).OrThrow().TotalPages);
        foreach (var order in Enum.GetValues<VideoOrder>()) Assert.Equal(3, (await IdsAsync(Ana, byTitle with { Order = order })).Count);
    }

    [Fact]
    public async Task A_private_video_exists_for_others_only_in_a_party()
    {
        var video = await Parts.AddReadyAsync(Ana, "Private", Visibility.Private);

        Assert.Equal(RefusalKind.NotFound, await RefusalAsync(Parts.Library.FindForViewerAsync(ben, video.Id, watchesInParty: false, Ct)));
        Assert.Equal(video.Id, (await Parts.Library.FindForViewerAsync(ben, video.Id, watchesInParty: true, Ct)).OrThrow().Id);
        Assert.Equal(video.Id, (await Parts.Library.FindForViewerAsync(administrator, video.Id, watchesInParty: false, Ct)).OrThrow().Id);
    }

    [Fact]
    public async Task An_update_changes_what_it_names()
    {
        var video = await Parts.AddReadyAsync(Ana, "Before", Visibility.Private, "Text");
        Parts.Clock.Advance(TimeSpan.FromMinutes(1));

        var changed = (await Parts.Library.UpdateAsync(Ana, video.Id, false, new VideoDetails { Title = " After ", AllowDownload = true }, Ct)).OrThrow();

        Assert.Equal(("After", "Text", Visibility.Private, true), (changed.Title, changed.Description, changed.Visibility, changed.AllowDownload));
        Assert.Equal(Parts.Clock.GetUtcNow(), changed.UpdatedAt);
        Assert.Equal(video.CreatedAt, changed.CreatedAt);
        Assert.Equal(changed, (await Parts.Library.FindForViewerAsync(Ana, video.Id, false, Ct)).OrThrow());
    }

    [Fact]
    public async Task Only_owner_and_administrator_change_a_video()
    {
        var shown = await Parts.AddReadyAsync(Ana, "Public", Visibility.Public);
        var hidden = await Parts.AddReadyAsync(Ana, "Private", Visibility.Private);
        var change = new VideoDetails { Title = "Taken over" };

        Assert.Equal(RefusalKind.Forbidden, await RefusalAsync(Parts.Library.UpdateAsync(ben, shown.Id, false, change, Ct)));
        Assert.Equal(RefusalKind.NotFound, await RefusalAsync(Parts.Library.UpdateAsync(ben, hidden.Id, false, change, Ct)));
        Assert.Equal(RefusalKind.Forbidden, await RefusalAsync(Parts.Library.DeleteAsync(ben, shown.Id, false, Ct)));
        Assert.Equal("Taken over", (await Parts.Library.UpdateAsync(administrator, hidden.Id, false, change, Ct)).OrThrow().Title);
    }

    [Fact]
    public async Task A_deleted_video_leaves_no_file_and_ends_its_streams()
    {
        var video = await Parts.AddReadyAsync(Ana, "Gone", Visibility.Private);
        var watched = Parts.Streams.Follow(video.Id);
        var other = Parts.Streams.Follow(new VideoId("another"));

        (await Parts.Library.DeleteAsync(Ana, video.Id, false, Ct)).OrThrow();

        Assert.Empty(Parts.FilesLeft);
        Assert.True(watched.IsCancellationRequested);
        Assert.False(other.IsCancellationRequested);
        Assert.Null(await Parts.Library.FindAsync(video.Id, Ct));
        Assert.Equal(RefusalKind.NotFound, await RefusalAsync(Parts.Library.DeleteAsync(Ana, video.Id, false, Ct)));
    }

    private static VideoQuery Query() => new(new PageRequest(1, 20));

    private static async Task<RefusalKind?> RefusalAsync<T>(Task<Outcome<T>> task) => (await task).IsRefused(out var refusal) ? refusal.Kind : null;

    private async Task<IReadOnlyList<VideoId>> IdsAsync(Caller caller, VideoQuery? query = null) =>
        [.. (await Parts.Library.ListAsync(caller, query ?? Query(), Ct)).OrThrow().Items.Select(video => video.Id)];
}
