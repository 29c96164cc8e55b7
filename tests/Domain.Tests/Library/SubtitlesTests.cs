using System.Text;
using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Library;

public sealed class SubtitlesOnSqlite(SqliteTestDatabase database) : SubtitlesTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class SubtitlesOnPostgres(PostgresTestDatabase database) : SubtitlesTests(database), IClassFixture<PostgresTestDatabase>;

public abstract class SubtitlesTests(TestDatabase database) : IAsyncLifetime
{
    private const string Hello = "1\n00:00:01,000 --> 00:00:02,000\n<b>Hello</b> <script>x</script>\n";

    private readonly Caller ana = LibraryParts.NewCaller();
    private LibraryParts parts = null!;
    private VideoId film;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        parts = new LibraryParts(database.Database);
        film = (await parts.AddReadyAsync(ana, "Film", Visibility.Public)).Id;
    }

    [Fact]
    public async Task They_are_kept_as_clean_WebVTT_beside_the_film_and_offered()
    {
        var added = (await AddAsync(Hello, "Film.de.srt")).OrThrow();

        Assert.Equal(("de", "German", false, SubtitleSource.Upload), (added.Language, added.Label, added.IsDefault, added.Source));
        var package = await parts.PackageOfAsync(film);
        Assert.Equal(added, Assert.Single(package.Subtitles));
        var file = new StreamFiles(parts.Files).Find(film, package, folder: null, added.Name + ".vtt")!;
        Assert.Equal("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<b>Hello</b> x\n", await File.ReadAllTextAsync(file.Path!, Ct));
        Assert.StartsWith(Path.Combine(parts.Folder, film.Value, "subtitles"), file.Path, StringComparison.Ordinal);
        Assert.Contains($"../{added.Name}.vtt", new StreamFiles(parts.Files).Find(film, package, added.Name, "playlist.m3u8")!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_outlive_what_is_made_of_the_film_and_go_with_the_film()
    {
        var added = (await AddAsync(Hello, "Film.srt")).OrThrow();
        MediaFiles.DeleteFolder(parts.Files.StreamFolder(film));
        Assert.True(File.Exists(parts.Files.SubtitlePath(film, added.Name)));

        (await parts.Library.DeleteAsync(ana, film, watchesInParty: false, Ct)).OrThrow();

        Assert.DoesNotContain(parts.FilesLeft, path => path.Contains(film.Value, StringComparison.Ordinal));
        Assert.Equal(0, await database.Database.ReadAsync(session => session.ScalarAsync<long>("select count(*) from subtitles where video_id = @Id", new { Id = film.Value })));
    }

    [Fact]
    public async Task One_at_most_is_the_default_and_no_two_have_the_same_label()
    {
        var first = (await AddAsync(Hello, "Film.de.srt", new SubtitleDetails(IsDefault: true))).OrThrow();
        parts.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = (await AddAsync(Hello, "Film.de.srt", new SubtitleDetails(IsDefault: true))).OrThrow();

        var listed = await parts.Subtitles.ListAsync(film, Ct);
        Assert.Equal([(first.Name, "German", false), (second.Name, "German 2", true)], listed.Select(track => (track.Name, track.Label, track.IsDefault)));

        var changed = (await parts.Subtitles.UpdateAsync(ana, film, watchesInParty: false, first.Name, new SubtitleDetails("pt_br", "Signs & \"songs\"", IsDefault: true), Ct)).OrThrow();
        Assert.Equal(("pt-BR", "Signs  songs", true), (changed.Language, changed.Label, changed.IsDefault));
        Assert.False((await parts.Subtitles.ListAsync(film, Ct))[1].IsDefault);
    }

    [Fact]
    public async Task A_deleted_one_is_gone_with_its_file()
    {
        var added = (await AddAsync(Hello, "Film.srt")).OrThrow();

        (await parts.Subtitles.DeleteAsync(ana, film, watchesInParty: false, added.Name, Ct)).OrThrow();

        Assert.Empty(await parts.Subtitles.ListAsync(film, Ct));
        Assert.False(File.Exists(parts.Files.SubtitlePath(film, added.Name)));
        Assert.Equal(RefusalKind.NotFound, KindOf(await parts.Subtitles.DeleteAsync(ana, film, watchesInParty: false, added.Name, Ct)));
    }

    [Fact]
    public async Task Tracks_of_the_film_itself_stay_as_they_are_and_give_way_as_the_default()
    {
        await database.Database.WriteAsync(session => new PackageStore().SaveAsync(session, film, new SubtitleTrack("t0", "de", "German", IsDefault: true, IsForced: false), position: 0));
        Assert.True(Assert.Single(await parts.Subtitles.ListAsync(film, Ct)).IsDefault);

        Assert.Equal(RefusalKind.Conflict, KindOf(await parts.Subtitles.UpdateAsync(ana, film, watchesInParty: false, "t0", new SubtitleDetails(Label: "x"), Ct)));
        Assert.Equal(RefusalKind.Conflict, KindOf(await parts.Subtitles.DeleteAsync(ana, film, watchesInParty: false, "t0", Ct)));
        await AddAsync(Hello, "Film.en.srt", new SubtitleDetails(IsDefault: true));
        Assert.Equal([("t0", false), ("English", true)], (await parts.Subtitles.ListAsync(film, Ct)).Select(track => (track.Source is SubtitleSource.Film ? track.Name : track.Label, track.IsDefault)));
    }

    [Fact]
    public async Task Others_may_not_touch_them()
    {
        var ben = LibraryParts.NewCaller();
        var added = (await AddAsync(Hello, "Film.srt")).OrThrow();

        Assert.Equal(RefusalKind.Forbidden, KindOf(await parts.Subtitles.CheckAsync(ben, film, watchesInParty: false, Ct)));
        Assert.Equal(RefusalKind.Forbidden, KindOf(await parts.Subtitles.DeleteAsync(ben, film, watchesInParty: false, added.Name, Ct)));
        Assert.Equal(RefusalKind.Forbidden, KindOf(await parts.Subtitles.UpdateAsync(ben, film, watchesInParty: false, added.Name, new SubtitleDetails(Label: "x"), Ct)));
        (await parts.Subtitles.CheckAsync(LibraryParts.NewCaller(isAdministrator: true), film, watchesInParty: false, Ct)).OrThrow();
    }

    [Fact]
    public async Task What_is_no_text_is_refused_with_a_sentence_and_leaves_nothing()
    {
        var before = parts.FilesLeft.Count;

        Assert.Equal(RefusalKind.Invalid, KindOf(await AddAsync("This is a letter.", "a.srt")));
        var drawn = await parts.Subtitles.AddAsync(film, Media.DrawnClip.Pgs, "a.sup", new SubtitleDetails());
        Assert.StartsWith("These subtitles are pictures (PGS), which browsers cannot show.", SentenceOf(drawn), StringComparison.Ordinal);
        Assert.Equal(RefusalKind.TooLarge, KindOf(await AddAsync(new string(' ', Subtitles.MostBytes + 1), "a.srt")));
        Assert.Equal(RefusalKind.Invalid, KindOf(await AddAsync(Hello, "a.srt", new SubtitleDetails(Language: "english"))));
        Assert.Equal(RefusalKind.Invalid, KindOf(await AddAsync(Hello, "a.srt", new SubtitleDetails(Label: "\u202e"))));

        Assert.Empty(await parts.Subtitles.ListAsync(film, Ct));
        Assert.Equal(before, parts.FilesLeft.Count);
    }

    [Fact]
    public async Task A_film_that_was_deleted_meanwhile_gets_none()
    {
        (await parts.Library.DeleteAsync(ana, film, watchesInParty: false, Ct)).OrThrow();

        Assert.Equal(RefusalKind.NotFound, KindOf(await AddAsync(Hello, "a.srt")));
        Assert.DoesNotContain(parts.FilesLeft, path => path.EndsWith(".vtt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task There_is_a_limit_to_how_many_a_film_may_have()
    {
        for (var count = 0; count < SubtitleRules.MostOfFilm; count++) (await AddAsync(Hello, "a.srt")).OrThrow();

        Assert.Equal(RefusalKind.Conflict, KindOf(await AddAsync(Hello, "a.srt")));
        Assert.Equal(SubtitleRules.MostOfFilm, Directory.GetFiles(Path.Combine(parts.Folder, film.Value, "subtitles")).Length);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (parts is not null) await parts.DisposeAsync();
    }

    private Task<Outcome<SubtitleTrack>> AddAsync(string text, string fileName, SubtitleDetails? details = null) =>
        parts.Subtitles.AddAsync(film, Encoding.UTF8.GetBytes(text), fileName, details ?? new SubtitleDetails());

    private static RefusalKind? KindOf<T>(Outcome<T> outcome) => outcome.IsRefused(out var refusal) ? refusal.Kind : null;

    private static string SentenceOf<T>(Outcome<T> outcome) => outcome.IsRefused(out var refusal) ? refusal.Message : string.Empty;
}
