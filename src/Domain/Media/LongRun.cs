using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Matinee.Domain.Media;

/// <summary>One ffmpeg that encodes, in a process group of its own, followed by the progress that it reports.</summary>
internal sealed partial class LongRun : IDisposable
{
    private const int Sigkill = 9;
    private const string Done = "out_time_us=";

    private readonly string tool;
    private readonly ToolLimits limits;
    private readonly Process process;

    private LongRun(string tool, ToolLimits limits, Process process)
    {
        this.tool = tool;
        this.limits = limits;
        this.process = process;
    }

    /// <exception cref="MediaToolException">It cannot be started.</exception>
    public static LongRun Start(string tool, IEnumerable<string> arguments, ToolLimits limits)
    {
        var started = new Process { StartInfo = Fence.Around(tool, limits) };
        foreach (var argument in arguments) started.StartInfo.ArgumentList.Add(argument);
        try
        {
            started.Start();
        }
        catch (Win32Exception exception)
        {
            started.Dispose();
            throw new MediaToolException($"{tool} cannot be started.", exception);
        }

        return new LongRun(tool, limits, started);
    }

    /// <summary>Until it ends; cancelling, a stall and an exception of <paramref name="onProgress"/> end it.</summary>
    public async Task<ToolResult> FollowAsync(Func<double, Task> onProgress, CancellationToken ct)
    {
        using var stall = new CancellationTokenSource(limits.Wall);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, ct);
        try
        {
            var errors = MediaTools.ReadAsync(process.StandardError, MediaTools.MostErrorCharacters, stopWhenFull: false, either.Token);
            var reached = 0.0;
            while (await process.StandardOutput.ReadLineAsync(either.Token) is { } line)
            {
                if (SecondsOf(line) is not { } seconds) continue;
                if (seconds > reached) stall.CancelAfter(limits.Wall);
                reached = Math.Max(reached, seconds);
                await onProgress(reached);
            }

            var complaints = await errors;
            await process.WaitForExitAsync(either.Token);
            return MediaTools.Ended(tool, process.ExitCode, string.Empty, complaints ?? string.Empty);
        }
        catch (OperationCanceledException) when (stall.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new ToolResult(ToolEnd.TookTooLong, string.Empty, string.Empty);
        }
        finally
        {
            await EndAsync();
        }
    }

    public void Dispose() => process.Dispose();

    private static double? SecondsOf(string line) =>
        line.StartsWith(Done, StringComparison.Ordinal)
        && long.TryParse(line.AsSpan(Done.Length), CultureInfo.InvariantCulture, out var microseconds) && microseconds >= 0
            ? microseconds / 1e6
            : null;

    /// <summary>Returns when the group is gone: who waits for it may remove the files.</summary>
    private async Task EndAsync()
    {
        if (process.HasExited) return;
        if (OperatingSystem.IsLinux()) _ = Kill(-process.Id, Sigkill);
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
