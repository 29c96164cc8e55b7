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

    // Less than any claim lasts that progress renews.
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    private readonly string tool;
    private readonly ToolLimits limits;
    private readonly Process process;
    private readonly Stopwatch began = Stopwatch.StartNew();

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
    /// <param name="onProgress">Also called now and then while the encode stands still because it is not its turn.</param>
    public async Task<ToolResult> FollowAsync(EncodeTurn turn, Func<double, Task> onProgress, CancellationToken ct)
    {
        using var stall = new CancellationTokenSource(limits.Wall);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, ct);
        try
        {
            var errors = MediaTools.ReadAsync(process.StandardError, MediaTools.MostErrorCharacters, stopWhenFull: false, either.Token);
            await FollowOutputAsync(turn, onProgress, stall, either.Token);
            var complaints = await errors;
            await process.WaitForExitAsync(either.Token);
            return ToolEnds.Of(tool, process.ExitCode, string.Empty, complaints ?? string.Empty, began.Elapsed, limits);
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

    private async Task FollowOutputAsync(EncodeTurn turn, Func<double, Task> onProgress, CancellationTokenSource stall, CancellationToken ct)
    {
        var (reached, stands) = (0.0, false);
        var reading = process.StandardOutput.ReadLineAsync(ct).AsTask();
        while (true)
        {
            var changed = turn.Changed;
            if (turn.MustWait != stands)
            {
                stands = !stands;
                stall.CancelAfter(stands ? Timeout.InfiniteTimeSpan : limits.Wall);
                await TellAsync(stands ? Fence.Stop : Fence.GoOn);
            }

            if (stands) await Task.WhenAny(reading, changed, Task.Delay(SignOfLife, ct));
            else await Task.WhenAny(reading, changed);
            if (!reading.IsCompleted)
            {
                if (stands) await onProgress(reached);
                continue;
            }

            if (await reading is not { } line) return;
            reading = process.StandardOutput.ReadLineAsync(ct).AsTask();
            if (SecondsOf(line) is not { } seconds) continue;
            if (seconds > reached && !stands) stall.CancelAfter(limits.Wall);
            reached = Math.Max(reached, seconds);
            await onProgress(reached);
        }
    }

    private async Task TellAsync(string word)
    {
        // Elsewhere there is no fence that would listen.
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            await process.StandardInput.WriteLineAsync(word);
            await process.StandardInput.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // It has ended meanwhile, as its output is about to say.
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
