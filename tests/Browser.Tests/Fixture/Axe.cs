using System.Diagnostics;

namespace Matinee.Browser.Tests.Fixture;

/// <summary>axe-core, put into a page from outside.</summary>
internal static class Axe
{
    private static readonly Lazy<Task<string>> Source = new(ReadSourceAsync);

    /// <summary>One line a violation: rule, help, and the elements.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(await Source.Value);
        return await page.EvaluateAsync<string[]>(
            """
            async () => {
              const { violations, passes } = await axe.run(document, { resultTypes: ['violations'] });
              if (passes.length < 5) throw new Error('axe saw next to nothing');
              return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`);
            }
            """);
    }

    private static async Task<string> ReadSourceAsync()
    {
        var file = Path.Combine(Repository.Packages, "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(file)) await InstallAsync();
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
