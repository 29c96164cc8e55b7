namespace Matinee.Domain.Media;

internal sealed record ToolResult(ToolEnd End, string Output, string Errors);

internal enum ToolEnd
{
    Success,

    /// <summary>It ran and said no, or crashed: the file is at fault.</summary>
    Refused,

    TookTooLong,
    TooMuchOutput,
}

/// <summary>What an exit code says. A shell answers 128 and the number of the signal that ended a program; so does .NET.</summary>
internal static class ToolEnds
{
    private const int Hangup = 128 + 1, Interrupt = 128 + 2, Kill = 128 + 9, Terminate = 128 + 15, ProcessorTime = 128 + 24, FileSize = 128 + 25;

    // ffmpeg answers so when a signal asked it to end and it could still clean up.
    private const int AskedToEnd = 255;

    // 256 less the error's number, in versions that pass errors on.
    private const int NoSpace = 256 - 28;

    /// <param name="elapsed">On the clock: time on processors is spent no faster than all of them together spend it.</param>
    /// <exception cref="MediaToolException">prlimit and the dynamic loader answer 126 and 127 when the program itself does not run.</exception>
    /// <exception cref="DiskFullException">It could not write.</exception>
    /// <exception cref="ToolStoppedException">It was asked to end.</exception>
    /// <exception cref="ToolKilledException">The system killed it.</exception>
    public static ToolResult Of(string tool, int exitCode, string output, string errors, TimeSpan elapsed, ToolLimits limits)
    {
        if (exitCode == 0) return new ToolResult(ToolEnd.Success, output, errors);
        if (exitCode is 126 or 127) throw new MediaToolException($"{tool} does not run on this machine (exit code {exitCode}).");
        if (exitCode == NoSpace || SaysDiskFull(errors)) throw new DiskFullException();
        var mayHaveSpentItsTime = elapsed * Environment.ProcessorCount >= limits.Cpu;
        return exitCode switch
        {
            ProcessorTime => new ToolResult(ToolEnd.TookTooLong, output, errors),
            Kill or AskedToEnd when mayHaveSpentItsTime => new ToolResult(ToolEnd.TookTooLong, output, errors),
            Kill => throw new ToolKilledException(),
            AskedToEnd when errors.Length == 0 => throw new ToolStoppedException(),
            Hangup or Interrupt or Terminate => throw new ToolStoppedException(),
            FileSize => new ToolResult(ToolEnd.TooMuchOutput, output, errors),
            _ => new ToolResult(ToolEnd.Refused, output, errors),
        };
    }

    private static bool SaysDiskFull(string errors) =>
        errors.Contains("No space left on device", StringComparison.Ordinal) || errors.Contains("Disk quota exceeded", StringComparison.Ordinal);
}
