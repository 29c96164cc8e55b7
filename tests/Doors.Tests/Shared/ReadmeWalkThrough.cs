using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Matinee.Doors.Tests.Shared;

/// <summary>Runs the shell blocks of a door's README against a server, as a reader would: with bash and curl.</summary>
internal static partial class ReadmeWalkThrough
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Answers what the blocks (all together, in order) printed; fails when a command in them does.</summary>
    /// <param name="door">The folder under <c>src/Doors</c>.</param>
    /// <param name="server">Takes the place of <c>http://localhost:8080</c>.</param>
    public static async Task<string> RunAsync(string door, Uri server)
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Root(), "src/Doors", door, "README.md"));
        var blocks = Block().Matches(readme).Select(match => match.Groups["code"].Value).ToList();
        Assert.NotEmpty(blocks);
        var script = string.Join('\n', blocks).Replace("http://localhost:8080", server.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("-eu");
        start.ArgumentList.Add("-o");
        start.ArgumentList.Add("pipefail");
        using var bash = Process.Start(start)!;
        var output = bash.StandardOutput.ReadToEndAsync();
        var errors = bash.StandardError.ReadToEndAsync();
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        await bash.WaitForExitAsync().WaitAsync(Limit);
        Assert.True(bash.ExitCode == 0, $"The walk-through of {door} ended with {bash.ExitCode}: {await output}{await errors}");
        return await output;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Matinee.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run in the source tree.");
    }

    [GeneratedRegex(@"^```(sh|bash)\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
