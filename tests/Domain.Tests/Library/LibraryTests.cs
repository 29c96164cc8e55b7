using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;

namespace Matinee.Domain.Tests.Library;

public sealed class LibraryOnSqlite(SqliteTestDatabase database) : LibraryTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class LibraryOnPostgres(PostgresTestDatabase database) : LibraryTests(database), IClassFixture<PostgresTestDatabase>;

public abstract class LibraryTests(TestDatabase database) : IAsyncLifetime
{
    private readonly Caller ana = LibraryParts.NewCaller();
    private readonly Caller ben = LibraryParts.NewCaller();
    private readonly Caller administrator = LibraryParts.NewCaller(isAdministrator: true);
    private LibraryParts parts = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        parts = new LibraryParts(database.Database);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_list_holds_public_videos_and_ones_own()
    {
        var hers = await parts.AddReadyAsync(ana, "Private", Visibility.Private);
        var unlisted = await parts.AddReadyAsync(ana, "Unlisted", Visibility.Unlisted);
        var shown = await parts.AddReadyAsync(ana, "Public", Visibility.Public);
        parts.Clock.Advance(TimeSpan.FromSeconds(1));
        var pending = await parts.UploadAsync(ana, [1], details: new VideoDetails { Visibility = Visibility.Public });

        Assert.Equal([pending.Id, shown.Id, unlisted.Id, hers.Id], await IdsAsync(ana));
        Assert.Equal([shown.Id], await IdsAsync(ben));
        Assert.Equal([pending.Id, shown.Id, unlisted.Id, hers.Id], await IdsAsync(administrator));
    }

    [Fact]
    public async Task A_guest_has_no_list() =>
        Assert.True((await parts.Library.ListAsync(LibraryParts.NewCaller(guestOf: new PartyId("party")), Query(), Ct)).IsRefused(out var refusal)
            && refusal.Kind is RefusalKind.Forbidden);

    [Fact]
    public async Task A_search_finds_words_in_title_and_description_in_any_case()
    {
        var title = await parts.AddReadyAsync(ana, "The GREAT escape", Visibility.Public);
        var text = await parts.AddReadyAsync(ana, "Other", Visibility.Public, "a great day");
        await parts.AddReadyAsync(ana, "100 percent", Visibility.Public);

        Assert.Equal([text.Id, title.Id], await IdsAsync(ana, Query() with { Search = "great" }));
        Assert.Empty(await IdsAsync(ana, Query() with { Search = "%" }));
        Assert.Empty(await IdsAsync(ana, Query() with { Search = "' or 1=1 --" }));
    }

    [Fact]
    public async Task A_list_is_narrowed_by_visibility_and_uploader()
    {
        var hers = await parts.AddReadyAsync(ana, "Hers", Visibility.Public);
        var his = await parts.AddReadyAsync(ben, "His", Visibility.Public);
        var secret = await parts.AddReadyAsync(ana, "Secret", Visibility.Private);

        Assert.Equal([his.Id], await IdsAsync(ana, Query() with { Uploader = ben.Account }));
        Assert.Equal([secret.Id], await IdsAsync(ana, Query() with { Uploader = ana.Account, Visibility = Visibility.Private }));
        Assert.Equal([hers.Id], await IdsAsync(ben, Query() with { Uploader = ana.Account }));
    }

    [Fact]
    public async Task A_list_comes_in_order_and_in_pages()
    {
        var b = await parts.AddReadyAsync(ana, "beta", Visibility.Private);
        var c = await parts.AddReadyAsync(ana, "Gamma", Visibility.Private);
        var a = await parts.AddReadyAsync(ana, "Alpha", Visibility.Private);
        var byTitle = Query() with { Order = VideoOrder.Title, Descending = false, Uploader = ana.Account };

        Assert.Equal([a.Id, b.Id, c.Id], await IdsAsync(ana, byTitle));
        Assert.Equal([c.Id], await IdsAsync(ana, byTitle with { Page = new PageRequest(2, 2) }));
        Assert.Equal(2, (await parts.Library.ListAsync(ana, byTitle with { Page = new PageRequest(9, 2) }, Ct)).OrThrow().TotalPages);
        foreach (var order in Enum.GetValues<VideoOrder>()) Assert.Equal(3, (await IdsAsync(ana, byTitle with { Order = order })).Count);
    }

    [Fact]
    public async Task A_private_video_exists_for_others_only_in_a_party()
    {
        var video = await parts.AddReadyAsync(ana, "Private", Visibility.Private);

        Assert.Equal(RefusalKind.NotFound, await RefusalAsync(parts.Library.FindForViewerAsync(ben, video.Id, watchesInParty: false, Ct)));
        Assert.Equal(video.Id, (await parts.Library.FindForViewerAsync(ben, video.Id, watchesInParty: true, Ct)).OrThrow().Id);
        Assert.Equal(video.Id, (await parts.Library.FindForViewerAsync(administrator, video.Id, watchesInParty: false, Ct)).OrThrow().Id);
    }

    [Fact]
    public async Task An_update_changes_what_it_names()
    {
        var video = await parts.AddReadyAsync(ana, "Before", Visibility.Private, "Text");
        parts.Clock.Advance(TimeSpan.FromMinutes(1));

        var changed = (await parts.Library.UpdateAsync(ana, video.Id, false, new VideoDetails { Title = " After ", AllowDownload = true }, Ct)).OrThrow();

        Assert.Equal(("After", "Text", Visibility.Private, true), (changed.Title, changed.Description, changed.Visibility, changed.AllowDownload));
        Assert.Equal(parts.Clock.GetUtcNow(), changed.UpdatedAt);
        Assert.Equal(video.CreatedAt, changed.CreatedAt);
        Assert.Equal(changed, (await parts.Library.FindForViewerAsync(ana, video.Id, false, Ct)).OrThrow());
    }

    [Fact]
    public async Task Only_owner_and_administrator_change_a_video()
    {
        var shown = await parts.AddReadyAsync(ana, "Public", Visibility.Public);
        var hidden = await parts.AddReadyAsync(ana, "Private", Visibility.Private);
        var change = new VideoDetails { Title = "Taken over" };

        Assert.Equal(RefusalKind.Forbidden, await RefusalAsync(parts.Library.UpdateAsync(ben, shown.Id, false, change, Ct)));
        Assert.Equal(RefusalKind.NotFound, await RefusalAsync(parts.Library.UpdateAsync(ben, hidden.Id, false, change, Ct)));
        Assert.Equal(RefusalKind.Forbidden, await RefusalAsync(parts.Library.DeleteAsync(ben, shown.Id, false, Ct)));
        Assert.Equal("Taken over", (await parts.Library.UpdateAsync(administrator, hidden.Id, false, change, Ct)).OrThrow().Title);
    }

    [Fact]
    public async Task A_deleted_video_leaves_no_file_and_ends_its_streams()
    {
        var video = await parts.AddReadyAsync(ana, "Gone", Visibility.Private);
        var watched = parts.Streams.Follow(video.Id);
        var other = parts.Streams.Follow(new VideoId("another"));

        (await parts.Library.DeleteAsync(ana, video.Id, false, Ct)).OrThrow();

        Assert.Empty(parts.FilesLeft);
        Assert.True(watched.IsCancellationRequested);
        Assert.False(other.IsCancellationRequested);
        Assert.Null(await parts.Library.FindAsync(video.Id, Ct));
        Assert.Equal(RefusalKind.NotFound, await RefusalAsync(parts.Library.DeleteAsync(ana, video.Id, false, Ct)));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (parts is null) return;
        await parts.Database.WriteAsync(session => session.ExecuteAsync("delete from videos"));
        await parts.DisposeAsync();
    }

    private static VideoQuery Query() => new(new PageRequest(1, 20));

    private static async Task<RefusalKind?> RefusalAsync<T>(Task<Outcome<T>> task) => (await task).IsRefused(out var refusal) ? refusal.Kind : null;

    private async Task<IReadOnlyList<VideoId>> IdsAsync(Caller caller, VideoQuery? query = null) =>
        [.. (await parts.Library.ListAsync(caller, query ?? Query(), Ct)).OrThrow().Items.Select(video => video.Id)];
}
