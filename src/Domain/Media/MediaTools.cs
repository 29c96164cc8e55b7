using System.ComponentModel;
using System.Diagnostics;

namespace Matinee.Domain.Media;

/// <summary>
/// Runs ffprobe and ffmpeg on files that strangers made. Both parse hostile bytes in C, so each run is behind a
/// <see cref="Fence"/>, with a wall time-out and no more output than asked for. What they print about a file is that file's
/// author's text: it is never logged.
/// </summary>
public sealed class MediaTools(MediaOptions options)
{
    internal const int MostErrorCharacters = 16_384;

    private readonly EncodeTurns turns = new(options.EncodesAtOnce);

    /// <summary>The programs that are not on this machine; empty when films can be examined.</summary>
    public IReadOnlyList<string> Missing() => [.. new[] { options.Ffprobe, options.Ffmpeg }.Where(name => Fence.Locate(name) is null)];

    internal Task<ToolResult> ProbeAsync(IEnumerable<string> arguments, ToolLimits limits, CancellationToken ct) =>
        RunAsync(options.Ffprobe, arguments, limits, ct);

    internal Task<ToolResult> ConvertAsync(IEnumerable<string> arguments, ToolLimits limits, CancellationToken ct) =>
        RunAsync(options.Ffmpeg, arguments, limits, ct);

    /// <summary>Long work. It stands still while work that somebody waits for needs the machine. It is killed when it makes no progress for a while, or when <paramref name="onProgress"/> throws.</summary>
    /// <param name="onProgress">Called with the seconds of film that are done, about once a second.</param>
    internal async Task<ToolResult> EncodeAsync(
        IEnumerable<string> arguments, ToolLimits limits, Func<double, Task> onProgress, CancellationToken ct)
    {
        using var turn = turns.Take(limits.IsUrgent);
        using var run = LongRun.Start(options.Ffmpeg, arguments, limits with { IsLong = true });
        return await run.FollowAsync(turn, onProgress, ct);
    }

    private static async Task<ToolResult> RunAsync(string tool, IEnumerable<string> arguments, ToolLimits limits, CancellationToken ct)
    {
        using var process = new Process { StartInfo = Fence.Around(tool, limits) };
        foreach (var argument in arguments) process.StartInfo.ArgumentList.Add(argument);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new MediaToolException($"{tool} cannot be started.", exception);
        }

        var began = Stopwatch.StartNew();
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
            return ToolEnds.Of(tool, process.ExitCode, printed, complaints ?? string.Empty, began.Elapsed, limits);
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

    /// <summary>Null when there was more than <paramref name="most"/> and reading stopped; otherwise the first of it.</summary>
    internal static async Task<string?> ReadAsync(StreamReader reader, int most, bool stopWhenFull, CancellationToken ct)
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

/// <summary>A program that examines films is missing or broken: the machine is at fault, not the film.</summary>
public sealed class MediaToolException(string message, Exception? inner = null) : Exception(message, inner);
