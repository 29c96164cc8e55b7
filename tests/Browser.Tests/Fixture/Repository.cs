namespace Matinee.Browser.Tests.Fixture;

/// <summary>Where the built product lies: the tests drive what a self-hoster would start.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string WebApp => Existing(Path.Combine(Root, "web", "dist"), "`npm ci` and `npm run build` in web/");

    /// <summary>The newer of the two builds.</summary>
    public static string Server
    {
        get
        {
            var builds = new[] { "Release", "Debug" }.Select(kind => Path.Combine(Root, "src", "Server", "bin", kind, "net10.0", "matinee.dll"));
            return builds.Where(File.Exists).MaxBy(File.GetLastWriteTimeUtc)
                ?? throw new InvalidOperationException("The server is not built: run `dotnet build src/Server -c Release`.");
        }
    }

    public static string Packages => Path.Combine(Root, "tests", "Browser.Tests", "npm");

    public static string Pictures => Directory.CreateDirectory(Path.Combine(Root, "docs")).FullName;

    private static string Existing(string folder, string remedy) =>
        Directory.Exists(folder) ? folder : throw new InvalidOperationException($"{folder} is missing: run {remedy}.");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Matinee.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("These tests run inside the source tree.");
    }
}
