using System.Diagnostics;

namespace Matinee.Bench.Sync.Report;

/// <summary>What the numbers depend on.</summary>
internal static class Machine
{
    public static async Task<string> DescribeAsync()
    {
        var model = (await File.ReadAllLinesAsync("/proc/cpuinfo")).First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim();
        var kernel = (await File.ReadAllTextAsync("/proc/sys/kernel/osrelease")).Trim();
        return $"{Environment.ProcessorCount} cores ({model}), Linux {kernel}, .NET {Environment.Version}, {await ChromiumAsync()}, mp4 (H.264, AAC).";
    }

    private static async Task<string> ChromiumAsync()
    {
        var start = new ProcessStartInfo("chromium", ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var chromium = Process.Start(start)!;
        var version = await chromium.StandardOutput.ReadToEndAsync();
        await chromium.WaitForExitAsync();
        return string.Join(' ', version.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2)).Trim();
    }
}
