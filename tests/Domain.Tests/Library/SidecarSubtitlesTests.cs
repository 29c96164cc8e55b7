using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Media;

namespace Matinee.Domain.Tests.Library;

public sealed class SidecarSubtitlesOnSqlite(SqliteTestDatabase database) : SidecarSubtitlesTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class SidecarSubtitlesOnPostgres(PostgresTestDatabase database) : SidecarSubtitlesTests(database), IClassFixture<PostgresTestDatabase>;

public abstract class SidecarSubtitlesTests(TestDatabase database) : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("matinee-sidecars-");
    private readonly Caller ana = LibraryParts.NewCaller();
    private LibraryParts parts = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        parts = new LibraryParts(database.Database);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Subtitles_beside_a_film_come_in_with_it()
    {
        var film = Write("Film.mkv", "film");
        Write("Film.srt", Cue("one"));
        Write("Film.en.srt", Cue("two"));
        Write("Film.de.forced.ass", "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,drei\n");
        Write("Film.fr.srt", "no cues");
        Write("Subs/2_Spanish.srt", Cue("four"));
        Write("Subs/Film/Italian.srt", Cue("five"));
        Write("Other.en.srt", Cue("of no film"));
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "Film.sv.srt"), film);

        Assert.Equal(new FolderImport(1, 5), await ImportAsync());
        Assert.Equal(new FolderImport(0, 0), await ImportAsync());

        var tracks = await TracksAsync("Film");
        Assert.Equal(
            ["de German (forced) forced", "en English", "es Spanish", "it Italian", "und Unknown language"],
            tracks.Select(track => $"{track.Language} {track.Label}{(track.IsForced ? " forced" : "")}").Order(StringComparer.Ordinal));
        Assert.All(tracks, track => Assert.Equal(SubtitleSource.Folder, track.Source));
        Assert.Equal(["film", Cue("two")], [await File.ReadAllTextAsync(film, Ct), await File.ReadAllTextAsync(Path.Combine(folder.FullName, "Film.en.srt"), Ct)]);
    }

    [Fact]
    public async Task One_film_is_imported_with_what_is_its_own()
    {
        var film = Write("Film.mkv", "film");
        Write("Film.2.mkv", "its sequel");
        Write("Film.en.srt", Cue("one"));
        Write("Film.2.de.srt", Cue("two"));
        Write("Subs/English.srt", Cue("of either"));

        Assert.Equal(new FolderImport(1, 1), await ImportAsync(film));
        Assert.Equal(["en"], (await TracksAsync("Film")).Select(track => track.Language));
        Assert.Equal(new FolderImport(1, 1), await ImportAsync());
        Assert.Equal(["de"], (await TracksAsync("Film 2")).Select(track => track.Language));
    }

    [Fact]
    public async Task Those_that_are_added_or_written_to_later_are_picked_up()
    {
        Write("Film.mkv", "film");
        await ImportAsync();
        var path = Write("Film.en.srt", Cue("one"));

        Assert.Equal(new FolderImport(0, 1), await ImportAsync());
        File.WriteAllText(path, Cue("better"));
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(5));
        Assert.Equal(new FolderImport(0, 1), await ImportAsync());

        var track = Assert.Single(await TracksAsync("Film"));
        var file = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(parts.Files.SubtitlePath((await FindAsync("Film")).Id, track.Name))!));
        Assert.Contains("better", await File.ReadAllTextAsync(file, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_its_owner_deleted_stays_away()
    {
        Write("Film.mkv", "film");
        Write("Film.en.srt", Cue("one"));
        await ImportAsync();
        var video = await FindAsync("Film");
        var track = Assert.Single(await TracksAsync("Film"));
        (await parts.Subtitles.DeleteAsync(ana, video.Id, watchesInParty: false, track.Name, Ct)).OrThrow();

        Assert.Equal(new FolderImport(0, 0), await ImportAsync());
        Assert.Empty(await TracksAsync("Film"));
    }

    [Fact]
    public async Task One_that_is_still_being_written_waits()
    {
        Write("Film.mkv", "film");
        await ImportAsync();
        File.SetLastWriteTimeUtc(Write("Film.en.srt", Cue("one")), parts.Clock.GetUtcNow().UtcDateTime);

        Assert.Equal(0, (await ImportAsync(onlySettled: true)).Subtitles);
        parts.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await ImportAsync(onlySettled: true)).Subtitles);
    }

    [Fact]
    public async Task A_film_that_was_deleted_gets_none()
    {
        Write("Film.mkv", "film");
        await ImportAsync();
        (await parts.Library.DeleteAsync(ana, (await FindAsync("Film")).Id, watchesInParty: false, Ct)).OrThrow();
        Write("Film.en.srt", Cue("one"));

        Assert.Equal(new FolderImport(0, 0), await ImportAsync());
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (parts is not null) await parts.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static string Cue(string text) => $"1\n00:00:01,000 --> 00:00:02,000\n{text}\n";

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<Video> FindAsync(string title) =>
        (await parts.Library.ListAsync(ana, new VideoQuery(new PageRequest(1, 20), Uploader: ana.Account), Ct)).OrThrow().Items.Single(video => video.Title == title);

    private async Task<IReadOnlyList<SubtitleTrack>> TracksAsync(string title) => await parts.Subtitles.ListAsync((await FindAsync(title)).Id, Ct);

    private Task<FolderImport> ImportAsync(string? path = null, bool onlySettled = false) =>
        parts.Folders.ImportAsync(path ?? folder.FullName, ana.Account, Visibility.Public, onlySettled, progress: null, Ct);
}
