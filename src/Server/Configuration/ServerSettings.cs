using System.Net;
using Matinee.Database;
using Microsoft.Extensions.Configuration;

namespace Matinee.Server.Configuration;

/// <summary>What the operator decided, checked. The keys and what they mean are told in <c>appsettings.json</c>.</summary>
internal sealed record ServerSettings
{
    /// <summary>Absolute; exists and can be written.</summary>
    public required string DataDirectory { get; init; }

    public required string Urls { get; init; }

    /// <summary>Null: taken from each request.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Folder of the built web app; null when there is none.</summary>
    public string? WebRoot { get; init; }

    public required DatabaseOptions Database { get; init; }

    /// <summary>Sentences about settings that have no effect.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <exception cref="SettingsException">With every fault.</exception>
    public static ServerSettings Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var data = DataDirectoryOf(reader);
        var settings = new ServerSettings
        {
            DataDirectory = data,
            Urls = reader.Listen("http://localhost:8080"),
            PublicUrl = reader.Address("Matinee:PublicUrl"),
            WebRoot = WebRootOf(reader),
            Database = DatabaseOf(reader, data),
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

    private static IReadOnlyList<string> WarningsOf(SettingsReader reader)
    {
        var warnings = reader.Unknown().Select(key => $"The setting {key} is unknown and has no effect.").ToList();
        if (reader.Text("ConnectionStrings:Redis") is not null)
            warnings.Add("ConnectionStrings:Redis has no effect yet: parties live in this process, so run one server only.");
        return warnings;
    }
}
