using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Matinee.Doors.Tests.Shared;

/// <summary>Runs the commands of a door's README against a test's server, as a reader would.</summary>
internal static partial class WalkThrough
{
    /// <summary>What the commands print; fails when one of them does.</summary>
    /// <param name="door">The door's folder.</param>
    public static async Task<string> RunAsync(MatineeHost host, string door, [CallerFilePath] string here = "")
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(FindRoot(Path.GetDirectoryName(here)!), "src/Doors", door, "README.md"));
        var blocks = Block().Matches(readme).Select(match => match.Groups["code"].Value).ToList();
        Assert.NotEmpty(blocks);
        var server = host.Stranger().Http.BaseAddress!.Authority;
        var script = "set -euo pipefail\n" + string.Concat(blocks).Replace("localhost:8080", server, StringComparison.Ordinal);
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(process.ExitCode == 0, $"{await output}\n{await errors}");
        return await output;
    }

    private static string FindRoot(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "Matinee.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No repository.");
        return folder;
    }

    [GeneratedRegex("^```sh\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
