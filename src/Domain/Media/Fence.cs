using System.Diagnostics;
using System.Globalization;

namespace Matinee.Domain.Media;

/// <summary>
/// What is built around a program that parses hostile bytes: an empty environment, bounds on memory, time and files
/// (util-linux' prlimit), no network where the kernel lets us take it away (unshare), and for long work the lowest priority.
/// </summary>
internal static class Fence
{
    private const int MostOpenFiles = 64;

    /// <summary>Words that long work's input may be told, a line each: stand still, and go on.</summary>
    public const string Stop = "stop", GoOn = "go";

    // Long work must not outlive the server that wants it, however that ends: the kernel closes our end of the pipe that is
    // the shell's input, its reader wakes up and ends the whole process group. That reader never stands still itself, or
    // nobody would notice. Arguments are passed on, never pasted in.
    private const string EndsWithUs =
        """
        exec 3<&0
        "$@" </dev/null 3<&- & work=$!
        { while read -r word <&3; do case $word in stop) kill -STOP "$work";; go) kill -CONT "$work";; esac; done; kill -9 0; } >/dev/null 2>&1 & watch=$!
        wait "$work"; code=$?
        kill "$watch" 2>/dev/null
        exit "$code"
        """;

    private static readonly Lazy<bool> MayLeaveNetwork = new(TryLeavingNetwork);

    /// <exception cref="MediaToolException">The program, or what the fence is made of, is not installed.</exception>
    public static ProcessStartInfo Around(string tool, ToolLimits limits)
    {
        var program = Locate(tool) ?? throw new MediaToolException($"{tool} is not installed.");
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["LC_ALL"] = "C";
        string[] line = [.. OnLinux(limits), program];
        start.FileName = line[0];
        foreach (var argument in line[1..]) start.ArgumentList.Add(argument);
        return start;
    }

    public static string? Locate(string tool)
    {
        if (tool.Contains(Path.DirectorySeparatorChar)) return File.Exists(tool) ? tool : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> OnLinux(ToolLimits limits)
    {
        // Elsewhere the wall time-out and the bounded output remain.
        if (!OperatingSystem.IsLinux()) return [];
        var prlimit = Locate("prlimit") ?? throw new MediaToolException("prlimit (util-linux) is not installed.");
        List<string> line = [];
        if (limits.IsLong)
        {
            line.AddRange([Needed("setsid"), Needed("sh"), "-c", EndsWithUs, "sh"]);
            if (Locate("nice") is { } nice) line.AddRange([nice, "-n", limits.IsUrgent ? "5" : "19"]);
            if (Locate("ionice") is { } ionice) line.AddRange([ionice, "-t", "-c", limits.IsUrgent ? "2" : "3"]);
        }

        if (MayLeaveNetwork.Value) line.AddRange([Needed("unshare"), "--user", "--net"]);
        line.AddRange(
        [
            prlimit,
            Limit("as", limits.MostMemoryBytes),
            Limit("cpu", (long)limits.Cpu.TotalSeconds),
            Limit("fsize", limits.MostFileBytes),
            Limit("nofile", MostOpenFiles),
            Limit("core", 0),
        ]);
        return line;
    }

    private static string Needed(string tool) => Locate(tool) ?? throw new MediaToolException($"{tool} is not installed.");

    private static string Limit(string resource, long value) => string.Create(CultureInfo.InvariantCulture, $"--{resource}={value}");

    /// <summary>Containers often forbid new namespaces; ffmpeg's own list of protocols holds there alone.</summary>
    private static bool TryLeavingNetwork()
    {
        if (Locate("unshare") is not { } unshare || Locate("true") is not { } nothing) return false;
        using var process = Process.Start(new ProcessStartInfo(unshare, ["--user", "--net", nothing]) { UseShellExecute = false, RedirectStandardError = true });
        if (process is null) return false;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <param name="Wall">Time on the clock after which the program is killed; of long work, how long it may make no progress.</param>
/// <param name="Cpu">Time on processors, whole seconds.</param>
internal readonly record struct ToolLimits(TimeSpan Wall, TimeSpan Cpu, int MostOutputCharacters)
{
    /// <summary>Bytes of address space. A read of an 8192x8192 film and its decoder fits; ffmpeg's libraries alone map 0.3 GiB.</summary>
    public long MostMemoryBytes { get; init; } = 2L << 30;

    /// <summary>Bytes of the largest file that it may write.</summary>
    public long MostFileBytes { get; init; } = 16 << 20;

    /// <summary>Encodes for minutes or hours: reports progress, gives way to all else, and ends when the server does.</summary>
    public bool IsLong { get; init; }

    /// <summary>Of long work: somebody waits for the result.</summary>
    public bool IsUrgent { get; init; }
}
