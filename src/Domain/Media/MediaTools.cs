using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Matinee.Domain.Media;

/// <summary>
/// Runs ffprobe and ffmpeg on files that strangers made. Both parse hostile bytes in C, so each run is fenced: no shell, an
/// empty environment, no input, bounds on memory, CPU time, files and their size (util-linux' prlimit), a wall time-out, and
/// no more output than asked for. What they print about a file is that file's author's text: it is never logged.
/// </summary>
public sealed class MediaTools(MediaOptions options)
{
    // A read of an 8192x8192 film and its decoder fits; ffmpeg's libraries alone map 0.3 GiB.
    private const long MostMemoryBytes = 2L << 30;
    private const int MostFileBytes = 16 << 20;
    private const int MostOpenFiles = 64;
    private const int MostErrorCharacters = 16_384;

    /// <summary>The programs that are not on this machine; empty when films can be examined.</summary>
    public IReadOnlyList<string> Missing() => [.. new[] { options.Ffprobe, options.Ffmpeg }.Where(name => Locate(name) is null)];

    internal Task<ToolResult> ProbeAsync(IEnumerable<string> arguments, ToolLimits limits, CancellationToken ct) =>
        RunAsync(options.Ffprobe, arguments, limits, ct);

    internal Task<ToolResult> ConvertAsync(IEnumerable<string> arguments, ToolLimits limits, CancellationToken ct) =>
        RunAsync(options.Ffmpeg, arguments, limits, ct);

    private static async Task<ToolResult> RunAsync(string tool, IEnumerable<string> arguments, ToolLimits limits, CancellationToken ct)
    {
        using var process = new Process { StartInfo = Fence(tool, limits) };
        foreach (var argument in arguments) process.StartInfo.ArgumentList.Add(argument);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new MediaToolException($"{tool} cannot be started.", exception);
        }

        process.StandardInput.Close();
        using var wall = new CancellationTokenSource(limits.Wall);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(wall.Token, ct);
        try
        {
            var output = ReadAsync(process.StandardOutput, limits.MostOutputCharacters, stopWhenFull: true, either.Token);
            var errors = ReadAsync(process.StandardError, MostErrorCharacters, stopWhenFull: false, either.Token);
            var printed = await output;
            if (printed is null) return new ToolResult(ToolEnd.TooMuchOutput, string.Empty, string.Empty);
            var complaints = await errors;
            await process.WaitForExitAsync(either.Token);
            return Ended(tool, process.ExitCode, printed, complaints ?? string.Empty);
        }
        catch (OperationCanceledException) when (wall.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new ToolResult(ToolEnd.TookTooLong, string.Empty, string.Empty);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    // prlimit and the dynamic loader answer 126 and 127 when the program itself does not run; above 128 a signal ended it:
    // the kernel's answer to a spent limit, or a crash.
    private static ToolResult Ended(string tool, int exitCode, string output, string errors) => exitCode switch
    {
        0 => new ToolResult(ToolEnd.Success, output, errors),
        126 or 127 => throw new MediaToolException($"{tool} does not run on this machine (exit code {exitCode})."),
        > 128 => new ToolResult(ToolEnd.TookTooLong, output, errors),
        _ => new ToolResult(ToolEnd.Refused, output, errors),
    };

    private static ProcessStartInfo Fence(string tool, ToolLimits limits)
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
        if (Locate("prlimit") is not { } prlimit)
        {
            // Not Linux: the wall time-out and the bounded output remain.
            if (OperatingSystem.IsLinux()) throw new MediaToolException("prlimit (util-linux) is not installed.");
            start.FileName = program;
            return start;
        }

        start.FileName = prlimit;
        start.ArgumentList.Add(Limit("as", MostMemoryBytes));
        start.ArgumentList.Add(Limit("cpu", (long)limits.Cpu.TotalSeconds));
        start.ArgumentList.Add(Limit("fsize", MostFileBytes));
        start.ArgumentList.Add(Limit("nofile", MostOpenFiles));
        start.ArgumentList.Add(Limit("core", 0));
        start.ArgumentList.Add(program);
        return start;
    }

    private static string Limit(string resource, long value) => string.Create(CultureInfo.InvariantCulture, $"--{resource}={value}");

    private static string? Locate(string tool)
    {
        if (tool.Contains(Path.DirectorySeparatorChar)) return File.Exists(tool) ? tool : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);
    }

    /// <summary>Null when there was more than <paramref name="most"/> and reading stopped; otherwise the first of it.</summary>
    private static async Task<string?> ReadAsync(StreamReader reader, int most, bool stopWhenFull, CancellationToken ct)
    {
        var text = new System.Text.StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, ct) is var count and > 0)
        {
            if (text.Length + count > most && stopWhenFull) return null;
            text.Append(buffer, 0, Math.Min(count, most - text.Length));
        }

        return text.ToString();
    }
}

/// <param name="Wall">Time on the clock after which the program is killed.</param>
/// <param name="Cpu">Time on processors, whole seconds.</param>
internal readonly record struct ToolLimits(TimeSpan Wall, TimeSpan Cpu, int MostOutputCharacters);

internal sealed record ToolResult(ToolEnd End, string Output, string Errors);

internal enum ToolEnd
{
    Success,

    /// <summary>It ran and said no: the file is at fault.</summary>
    Refused,

    TookTooLong,
    TooMuchOutput,
}

/// <summary>A program that examines films is missing or broken: the machine is at fault, not the film.</summary>
public sealed class MediaToolException(string message, Exception? inner = null) : Exception(message, inner);
