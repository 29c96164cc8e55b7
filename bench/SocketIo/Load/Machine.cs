using System.Diagnostics;
using System.Text.Json;

namespace Matinee.SocketIo.Load;

/// <summary>What the numbers depend on: the machine and the versions.</summary>
internal static class Machine
{
    public static string Describe()
    {
        // The generator itself sees one core only.
        var cores = File.ReadAllLines("/proc/cpuinfo").Where(line => line.StartsWith("model name", StringComparison.Ordinal)).ToArray();
        var model = cores[0].Split(':')[1].Trim();
        var kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        return $"{cores.Length} cores ({model}), Linux {kernel}, .NET {Environment.Version}, Node {NodeVersion()}, " +
               $"socket.io {PackageVersion("socket.io")}, ws {PackageVersion("ws")}.";
    }

    private static string NodeVersion()
    {
        var start = new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var node = Process.Start(start)!;
        return node.StandardOutput.ReadToEnd().Trim().TrimStart('v');
    }

    private static string PackageVersion(string name)
    {
        using var package = JsonDocument.Parse(File.ReadAllText($"node/node_modules/{name}/package.json"));
        return package.RootElement.GetProperty("version").GetString()!;
    }
}
