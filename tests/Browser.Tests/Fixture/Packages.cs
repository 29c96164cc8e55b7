using System.Diagnostics;

namespace Matinee.Browser.Tests.Fixture;

/// <summary>Files of the npm packages that the tests bring into pages.</summary>
internal static class Packages
{
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <param name="path">Below node_modules.</param>
    public static async Task<string> ReadAsync(string path)
    {
        var file = Path.Combine(Repository.Packages, "node_modules", path);
        if (!File.Exists(file)) await Installed.Value;
        return await File.ReadAllTextAsync(file);
    }

    private static async Task InstallAsync()
    {
        var start = new ProcessStartInfo("npm") { WorkingDirectory = Repository.Packages, UseShellExecute = false };
        foreach (var argument in (string[])["ci", "--no-audit", "--no-fund", "--loglevel=error"]) start.ArgumentList.Add(argument);
        using var npm = Process.Start(start) ?? throw new InvalidOperationException("npm does not start.");
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ci ended with {npm.ExitCode}.");
    }
}
