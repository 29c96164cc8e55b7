namespace Matinee.Domain.Media;

/// <summary>The disk has no room for what a film needs; it waits until somebody makes some.</summary>
public sealed class DiskFullException() : IOException("This server's disk has no room to convert the film. It goes on when there is some.")
{
    // ENOSPC and EDQUOT of Linux, which .NET hands through, and Windows' ERROR_DISK_FULL.
    private const int NoSpace = 28, OverQuota = 122, Windows = unchecked((int)0x80070070);

    /// <summary>Whether the system said no for want of room.</summary>
    internal static bool IsReasonOf(Exception exception) => exception is IOException { HResult: NoSpace or OverQuota or Windows };
}

/// <summary>The film lies in a folder of the machine that is not there: a disk that is not mounted, or a file that was moved.</summary>
public sealed class FilmAwayException() : IOException("The film's file is not where it was. The film goes on when its folder is there again.");

/// <summary>Somebody asked the program to end, as a system does that shuts down: nothing is wrong with the film.</summary>
internal sealed class ToolStoppedException() : Exception("The program was asked to end.");

/// <summary>The system killed the program, though it had not spent its time.</summary>
internal sealed class ToolKilledException() : Exception("This server's system ended the conversion, most likely for want of memory.");
