using System.Security.Cryptography;
using System.Text.Json;
using Matinee.Doors.Tests.Shared;
using Matinee.Doors.Tests.WatchParty.Videos;

namespace Matinee.Doors.Tests.WatchParty.Tus;

/// <summary>The clients that people use, as they are published.</summary>
public sealed class TusClientTests : IDisposable
{
    // Bytes. In one request nothing says how far the server is: what is left must take longer than it takes us to break in.
    private const int LongInOneRequest = 300_000_000;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("matinee-tus-client-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Three_films_at_once_arrive_as_they_were()
    {
        await using var host = new SocketHost();
        var ana = await host.SignUpAsync("ana");
        var films = Enumerable.Range(0, 3).Select(number => NewFilm($"film{number}.mp4", 3_000_000 + number)).ToList();

        await using var client = await StartAsync(Address(host), ana, chunk: 500_000, leaveAt: 0, [.. films.Select(film => film.Path)]);
        var done = (await client.EndAsync()).Where(line => line.TryGetProperty("done", out _)).ToList();

        Assert.Equal(3, done.Count);
        var stored = host.MediaFiles().Where(path => Path.GetFileName(path) == "film").Select(Digest).Order(StringComparer.Ordinal);
        Assert.Equal(films.Select(film => film.Digest).Order(StringComparer.Ordinal), stored);
        Assert.Equal(3, (await ana.GetAsync("/api/videos/"))["count"].GetInt32());
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task A_browser_that_was_closed_goes_on_where_it_was()
    {
        await using var host = new SocketHost();
        var ana = await host.SignUpAsync("ana");
        var film = NewFilm("film.mp4", 4_000_000);

        await using (var closed = await StartAsync(Address(host), ana, chunk: 400_000, leaveAt: 1_500_000, film.Path)) await closed.EndAsync(exitCode: 3);
        await using var again = await StartAsync(Address(host), ana, chunk: 400_000, leaveAt: 0, film.Path);
        var done = (await again.EndAsync()).Single(line => line.TryGetProperty("done", out _));

        Assert.InRange(done.GetProperty("from").GetInt64(), 1_500_000, 3_999_999);
        Assert.Equal(film.Digest, Digest(host.MediaFiles().Single(path => Path.GetFileName(path) == "film")));
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(0)] // One request for the whole film.
    public async Task A_server_that_is_killed_loses_nothing_that_it_acknowledged(int chunk)
    {
        await using var server = new ServerProcess();
        await server.StartAsync();
        var ana = await server.SignUpAsync("ana");
        var film = NewFilm("film.mp4", chunk > 0 ? 60_000_000 : LongInOneRequest);
        await using var client = await StartAsync(server.Address, ana, chunk, leaveAt: 0, film.Path);
        long acknowledged = 0;
        await client.ReadUntilAsync(line =>
        {
            if (line.TryGetProperty("accepted", out var accepted)) acknowledged = accepted.GetInt64();
            return (chunk > 0 && acknowledged > 8_000_000) || (line.TryGetProperty("sent", out var sent) && chunk == 0 && sent.GetInt64() > 20_000_000);
        });

        await server.KillAsync();
        await server.StartAsync();
        var done = await client.ReadUntilAsync(line => line.TryGetProperty("done", out _));

        Assert.InRange(done.GetProperty("from").GetInt64(), acknowledged, film.Size);
        Assert.Equal(film.Digest, Digest(Directory.EnumerateFiles(Path.Combine(server.Data, "media"), "film", SearchOption.AllDirectories).Single()));
        Assert.Equal(1, (await ana.GetAsync("/api/videos/"))["count"].GetInt32());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Data, "media", "uploads")));
    }

    [Fact]
    public async Task A_line_that_is_cut_is_resumed_with_what_arrived()
    {
        await using var host = new SocketHost();
        var ana = await host.SignUpAsync("ana");
        await using var line = new CuttableLine(Address(host));
        var film = NewFilm("film.mp4", LongInOneRequest);
        await using var client = await StartAsync(line.Address, ana, chunk: 0, leaveAt: 0, film.Path);
        await client.ReadUntilAsync(said => said.TryGetProperty("sent", out var sent) && sent.GetInt64() > 20_000_000);

        line.Cut();
        await client.ReadUntilAsync(said => said.TryGetProperty("retry", out _));
        line.Mend();
        var done = await client.ReadUntilAsync(said => said.TryGetProperty("done", out _));

        Assert.InRange(done.GetProperty("from").GetInt64(), 1, film.Size);
        Assert.Equal(film.Digest, Digest(host.MediaFiles().Single(path => Path.GetFileName(path) == "film")));
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task A_client_that_sends_parts_at_once_is_told_that_this_server_joins_none()
    {
        await using var host = new SocketHost();
        var ana = await host.SignUpAsync("ana");

        await using var client = await NpmProcess.StartAsync("tus-parallel.mjs", new Uri(Address(host), "/api/uploads/").AbsoluteUri, ana.AccessToken, "1000000");
        var ended = (await client.EndAsync())[0];

        Assert.Equal(400, ended.GetProperty("status").GetInt32());
        Assert.Contains("Send the film as one upload", ended.GetProperty("body").GetString());
        Assert.DoesNotContain(host.MediaFiles(), File.Exists);
    }

    [Fact]
    public async Task Uppy_uploads_two_films_at_once()
    {
        await using var host = new SocketHost();
        var ana = await host.SignUpAsync("ana");

        await using var uppy = await UppyAsync(Address(host), ana, "1000000", "1200000");
        var urls = (await uppy.EndAsync()).Single(line => line.TryGetProperty("urls", out _)).GetProperty("urls");

        Assert.Equal(2, urls.GetArrayLength());
        Assert.Equal(["By Uppy 0", "By Uppy 1"], await TitlesAsync(ana));
        AssertFilms(host.MediaFiles().Where(path => Path.GetFileName(path) == "film"), 1_000_000, 1_200_000);
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task Uppy_goes_on_after_the_server_was_killed()
    {
        await using var server = new ServerProcess();
        await server.StartAsync();
        var ana = await server.SignUpAsync("ana");
        await using var uppy = await UppyAsync(server.Address, ana, "20000000", "20000000");
        await uppy.ReadUntilAsync(line => line.TryGetProperty("sent", out var sent) && sent.GetInt64() > 5_000_000);

        await server.KillAsync();
        await server.StartAsync();
        await uppy.ReadUntilAsync(line => line.TryGetProperty("urls", out var urls) && urls.GetArrayLength() == 2);

        Assert.Equal(["By Uppy 0", "By Uppy 1"], await TitlesAsync(ana));
        AssertFilms(Directory.EnumerateFiles(Path.Combine(server.Data, "media"), "film", SearchOption.AllDirectories), 20_000_000, 20_000_000);
    }

    private static Task<NpmProcess> UppyAsync(Uri server, Person person, params string[] sizes) =>
        NpmProcess.StartAsync("uppy-upload.mjs", [new Uri(server, "/api/uploads/").AbsoluteUri, person.AccessToken, .. sizes]);

    private static async Task<IEnumerable<string?>> TitlesAsync(Person person) =>
        (await person.GetAsync("/api/videos/"))["results"].EnumerateArray().Select(video => video.GetProperty("title").GetString()).Order(StringComparer.Ordinal);

    /// <summary>The script fills its first film with 1, the second with 2, and so on.</summary>
    private static void AssertFilms(IEnumerable<string> paths, params int[] sizes)
    {
        var expected = sizes.Select((size, index) => Convert.ToHexString(SHA256.HashData(Enumerable.Repeat((byte)(index + 1), size).ToArray())));
        Assert.Equal(expected.Order(StringComparer.Ordinal), paths.Select(Digest).Order(StringComparer.Ordinal));
    }

    private static Uri Address(SocketHost host)
    {
        _ = host.CreateClient();
        return host.ClientOptions.BaseAddress;
    }

    private static string Digest(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private Task<NpmProcess> StartAsync(Uri server, Person person, int chunk, int leaveAt, params string[] films) => NpmProcess.StartAsync(
        "tus-upload.mjs",
        [new Uri(server, "/api/uploads/").AbsoluteUri, person.AccessToken, Path.Combine(folder.FullName, "store.json"), $"{chunk}", $"{leaveAt}", .. films]);

    private (string Path, long Size, string Digest) NewFilm(string name, int size)
    {
        var path = Path.Combine(folder.FullName, name);
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
        return (path, size, Digest(path));
    }
}
