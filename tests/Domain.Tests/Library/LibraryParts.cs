using Matinee.Database;
using Matinee.Domain.Accounts;
using Matinee.Domain.Kernel;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.Domain.Tests.Library;

/// <summary>The library on a database and a folder of its own. Nothing runs in the background.</summary>
internal sealed class LibraryParts : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("matinee-media-");
    private readonly ServiceProvider services;

    public LibraryParts(IDatabase database, UploadOptions? uploads = null, MediaOptions? media = null, Uri? storage = null)
    {
        Database = database;
        Media = (media ?? new MediaOptions()) with { Folder = folder.FullName, Sizes = media?.Sizes ?? [180, 90] };
        var collection = new ServiceCollection();
        if (storage is not null)
            collection.AddSingleton(new BucketOptions { Endpoint = storage, Bucket = "films", AccessKey = "key", SecretKey = "secret" }).AddSingleton<Bucket>();
        services = collection
            .AddLogging()
            .AddMatineeRealtime()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(Media)
            .AddSingleton(uploads ?? new UploadOptions { KeepFreeBytes = 0 })
            .AddSingleton(new MediaLinkOptions { SigningKey = new byte[32] })
            .AddSingleton(new TokenOptions { SigningKey = new byte[32] })
            .AddAccounts()
            .AddLibrary()
            .AddSingleton(new NoDispose(database))
            .AddSingleton<IDatabase>(provider => provider.GetRequiredService<NoDispose>())
            .BuildServiceProvider();
    }

    public ManualClock Clock { get; } = new();

    public IDatabase Database { get; }

    public MediaOptions Media { get; }

    public string Folder => folder.FullName;

    public Domain.Library.Library Library => services.GetRequiredService<Domain.Library.Library>();

    public Uploads Uploads => services.GetRequiredService<Uploads>();

    public Subtitles Subtitles => services.GetRequiredService<Subtitles>();

    public FolderFilms Folders => services.GetRequiredService<FolderFilms>();

    public WholeUploads Whole => services.GetRequiredService<WholeUploads>();

    public Domain.Accounts.Accounts Accounts => services.GetRequiredService<Domain.Accounts.Accounts>();

    public ResumableUploads Resumable => services.GetRequiredService<ResumableUploads>();

    /// <summary>Does not run by itself.</summary>
    public UploadKeeper Keeper => ActivatorUtilities.CreateInstance<UploadKeeper>(services);

    public MediaFiles Files => services.GetRequiredService<MediaFiles>();

    public LiveStreams Streams => services.GetRequiredService<LiveStreams>();

    /// <summary>Unfinished films.</summary>
    public IReadOnlyList<string> Partials => Directory.Exists(Path.Combine(Folder, "uploads"))
        ? [.. Directory.EnumerateFiles(Path.Combine(Folder, "uploads")).Select(file => Path.GetFileName(file))]
        : [];

    public IReadOnlyList<string> FilesLeft => [.. Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories)];

    /// <summary>Another one each time, as after a restart.</summary>
    public VideoProcessing NewProcessing() =>
        NewProcessing(Clock, Media);

    public VideoProcessing NewProcessing(TimeProvider time, MediaOptions media, long keepFreeBytes = 0) =>
        new(
            services.GetRequiredService<IDatabase>(),
            Files,
            new MediaTools(media),
            media,
            new UploadOptions { KeepFreeBytes = keepFreeBytes },
            services.GetRequiredService<IBackplane>(),
            services.GetRequiredService<VideoQueue>(),
            time,
            NullLogger<VideoProcessing>.Instance);

    /// <summary>Works until no job of any lane waits; answers how many there were.</summary>
    public async Task<int> ProcessAllAsync()
    {
        var count = 0;
        while (await ProcessOneAsync()) count++;
        return count;
    }

    public async Task<bool> ProcessOneAsync()
    {
        foreach (var lane in Enum.GetValues<JobLane>())
        {
            if (await NewProcessing().ProcessNextAsync(lane, TestContext.Current.CancellationToken)) return true;
        }

        return false;
    }

    public async Task<Package> PackageOfAsync(VideoId video)
    {
        var packages = new VideoPackages(Database, Clock);
        return (await packages.FindAsync(video, TestContext.Current.CancellationToken))!.Package;
    }

    public static Caller NewCaller(bool isAdministrator = false, PartyId? guestOf = null) =>
        new(new AccountId(NewId.At(TimeProvider.System)), new ProfileId("profile"), new LoginId("login"), isAdministrator, guestOf);

    public async Task<Video> UploadAsync(Caller caller, byte[] bytes, string fileName = "film.mp4", VideoDetails? details = null)
    {
        await using var film = (await Uploads.BeginAsync(caller, bytes.Length, TestContext.Current.CancellationToken)).OrThrow();
        (await film.ReceiveAsync(new MemoryStream(bytes), TestContext.Current.CancellationToken)).OrThrow();
        return (await Uploads.CompleteAsync(film, fileName, details ?? new VideoDetails())).OrThrow();
    }

    /// <summary>A video that was examined and found good, without a film behind it.</summary>
    public async Task<Video> AddReadyAsync(Caller owner, string title, Visibility visibility, string description = "")
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        var video = await UploadAsync(owner, [1, 2, 3], details: new VideoDetails { Title = title, Visibility = visibility, Description = description });
        await Database.WriteAsync(session => session.ExecuteAsync("update videos set status = 'ready' where id = @Id", new { Id = video.Id.Value }));
        return video with { Status = VideoStatus.Ready };
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>The database belongs to the class fixture.</summary>
    private sealed class NoDispose(IDatabase inner) : IDatabase
    {
        public Dialect Dialect => inner.Dialect;

        public Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct = default) => inner.ReadAsync(work, ct);

        public Task<T> WriteAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct = default) => inner.WriteAsync(work, ct);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
