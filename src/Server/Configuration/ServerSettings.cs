using Matinee.Database;
using Matinee.Domain.Library;
using Matinee.Domain.Media;
using Matinee.Domain.Parties;
using Matinee.Domain.Progress;
using Matinee.Domain.Statuses;
using Matinee.Doors.Sessions;
using Matinee.Doors.Shared;
using Matinee.Realtime.Redis;
using Microsoft.Extensions.Configuration;

namespace Matinee.Server.Configuration;

/// <summary>What the operator decided, checked. The keys and what they mean are told in <c>appsettings.json</c>.</summary>
internal sealed record ServerSettings
{
    /// <summary>Absolute; exists and can be written.</summary>
    public required string DataDirectory { get; init; }

    public required string Urls { get; init; }

    /// <summary>Null: taken from each request.</summary>
    public required PublicUrl PublicUrl { get; init; }

    /// <summary>Folder of the built web app; null when there is none.</summary>
    public string? WebRoot { get; init; }

    public required DatabaseOptions Database { get; init; }

    /// <summary>Where several nodes share what happens; null for one node.</summary>
    public RedisOptions? Redis { get; init; }

    public required RateLimitOptions RateLimits { get; init; }

    public required AllowedOrigins Origins { get; init; }

    public required TrustedProxies Proxies { get; init; }

    public required IceOptions Ice { get; init; }

    public required PartyOptions Parties { get; init; }

    public required ProgressOptions Progress { get; init; }

    public required StatusOptions Statuses { get; init; }

    public required MediaOptions Media { get; init; }

    public required UploadOptions Uploads { get; init; }

    public required FolderOptions Folders { get; init; }

    /// <summary>Object storage that clients may send films to; null for none.</summary>
    public BucketOptions? Bucket { get; init; }

    /// <summary>Whether the first start draws a film to try the server with.</summary>
    public bool SampleFilm { get; init; }

    /// <summary>Sentences about settings that have no effect.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <exception cref="SettingsException">With every fault.</exception>
    public static ServerSettings Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var data = DataDirectoryOf(reader);
        var publicUrl = new PublicUrl(reader.Address("Matinee:PublicUrl")?.AbsoluteUri);
        var settings = new ServerSettings
        {
            DataDirectory = data,
            Urls = reader.Listen("http://localhost:8080"),
            PublicUrl = publicUrl,
            WebRoot = WebRootOf(reader),
            Database = DatabaseOf(reader, data),
            Redis = RedisOf(reader),
            RateLimits = DoorSettings.RateLimits(reader),
            Origins = DoorSettings.Origins(reader, publicUrl),
            Proxies = DoorSettings.Proxies(reader),
            Ice = DoorSettings.Ice(reader),
            Parties = PartiesOf(reader),
            Progress = ProgressSettings.Read(reader),
            Statuses = DoorSettings.Statuses(reader),
            Media = StorageSettings.Media(reader, data),
            Uploads = StorageSettings.Uploads(reader),
            Bucket = StorageSettings.Bucket(reader),
            Folders = StorageSettings.Folders(reader),
            SampleFilm = reader.Flag("Matinee:SampleFilm", otherwise: true),
            Warnings = [],
        };
        reader.ThrowIfFaulty();
        return settings with { Warnings = WarningsOf(reader) };
    }

    private static string DataDirectoryOf(SettingsReader reader)
    {
        var folder = Path.GetFullPath(reader.Text("Matinee:DataDirectory") ?? "data");
        try
        {
            // What a new folder will hold is nobody's business but the server's.
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var probe = Path.Combine(folder, $".writable-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reader.Fault("Matinee:DataDirectory", $"{folder} cannot be written ({exception.Message.TrimEnd('.')})");
        }

        return folder;
    }

    private static string? WebRootOf(SettingsReader reader)
    {
        if (reader.Text("Matinee:WebRoot") is { } chosen)
        {
            if (!Directory.Exists(chosen)) reader.Fault("Matinee:WebRoot", $"the folder {chosen} does not exist");
            return Path.GetFullPath(chosen);
        }

        // Beside the program in a published server; in the source tree, where the web app's build leaves it.
        string[] usual = [Path.Combine(AppContext.BaseDirectory, "wwwroot"), Path.GetFullPath("web/dist")];
        return Array.Find(usual, folder => File.Exists(Path.Combine(folder, "index.html")));
    }

    private static DatabaseOptions DatabaseOf(SettingsReader reader, string dataDirectory)
    {
        var connection = reader.Text("ConnectionStrings:Database");
        if (connection is not null)
        {
            try
            {
                _ = new Npgsql.NpgsqlConnectionStringBuilder(connection);
            }
            catch (ArgumentException)
            {
                // The exception's text may quote the password.
                reader.Fault("ConnectionStrings:Database", "is not a PostgreSQL connection string (Host=…;Database=…;Username=…;Password=…)");
            }
        }

        return new DatabaseOptions { ConnectionString = connection, SqliteFile = Path.Combine(dataDirectory, "matinee.db") };
    }

    private static RedisOptions? RedisOf(SettingsReader reader)
    {
        const string Key = "ConnectionStrings:Redis";
        if (reader.Text(Key) is not { } connection) return null;
        var options = new RedisOptions(connection);
        if (options.Fault is { } fault) reader.Fault(Key, fault);
        return options;
    }

    private static PartyOptions PartiesOf(SettingsReader reader)
    {
        const int Day = 24 * 60 * 60;
        var usual = new PartyOptions();
        return usual with
        {
            SeatGrace = reader.Seconds("Matinee:Party:SeatGraceSeconds", usual.SeatGrace, 1, Day),
            EmptyEndsAfter = reader.Seconds("Matinee:Party:EmptyEndsAfterSeconds", usual.EmptyEndsAfter, 1, Day),
            HoldLimit = reader.Seconds("Matinee:Party:HoldSeconds", usual.HoldLimit, 1, 300),
        };
    }

    private static IReadOnlyList<string> WarningsOf(SettingsReader reader) =>
        [.. reader.Unknown().Select(key => $"The setting {key} is unknown and has no effect.")];
}
