using System.Diagnostics;
using System.Text.Json;

namespace Matinee.SocketIo.Load;

/// <summary>What the numbers depend on: the machine and the versions.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var processors = File.ReadAllLines("/proc/cpuinfo").Where(line => line.StartsWith("model name", StringComparison.Ordinal)).ToArray();
        var model = processors[0].Split(':')[1].Trim();
        return $"{processors.Length} cores ({model}), Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}, .NET {Environment.Version}, " +
               $"Node {NodeVersion()}, socket.io {PackageVersion("socket.io")}, ws {PackageVersion("ws")}.";
    }

    private static string NodeVersion()
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return node.StandardOutput.ReadToEnd().Trim().TrimStart('v');
    }

    private static string PackageVersion(string name)
    {
        using var package = JsonDocument.Parse(File.ReadAllText($"node/node_modules/{name}/package.json"));
        return package.RootElement.GetProperty("version").GetString()!;
    }
}
