using System.Runtime.InteropServices;

namespace Matinee.Bench;

/// <summary>
/// What .NET has no call for, or none as thin: readiness of many sockets in one call, a wait of nanoseconds (epoll_wait counts in
/// milliseconds), urgency, stopping a process, and the processor time of another one.
/// </summary>
internal static unsafe partial class Linux
{
    public const uint Readable = 1;
    public const uint OnArrival = 1u << 31;
    public const int Add = 1;
    public const int Remove = 2;
    public const int Modify = 3;
    public const int DontWait = 0x40;
    public const int NoSignal = 0x4000;
    public const int TryAgain = 11;
    public const int Interrupted = 4;
    public const int Continue = 18;
    public const int Stop = 19;
    public const int SetTimerSlack = 29;
    private const int RoundRobin = 2;

    public static void Watch(int poll, int file, int tag)
    {
        var watched = new PollEvent { Events = Readable | OnArrival, Tag = (ulong)tag };
        if (EpollControl(poll, Add, file, &watched) != 0) throw Failure("epoll_ctl");
    }

    /// <summary>Lets the calling thread run as soon as it is due, ahead of all others. False where that is not allowed.</summary>
    public static bool BecomeUrgent()
    {
        _ = ProcessControl(SetTimerSlack, 1);
        var priority = 1;
        return SetScheduler(0, RoundRobin, &priority) == 0;
    }

    /// <summary>User and system time of a process and all its threads, also those that have ended, in nanoseconds.</summary>
    public static long ProcessorTime(int process)
    {
        // The clock's number as clock_getcpuclockid makes it. It is the sum behind utime + stime of /proc/pid/stat, without
        // the rounding to 10 ms.
        TimeSpec time;
        if (ClockGetTime((~process << 3) | 2, &time) != 0) throw Failure("clock_gettime");
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    public static IOException Failure(string call) => new($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastSystemError())}");

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    public static partial int EpollControl(int poll, int operation, int file, PollEvent* watched);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2")]
    public static partial int EpollWait(int poll, PollEvent* events, int capacity, TimeSpec* timeout, nint signals);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    public static partial int EventFile(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int file, ulong* value, nint length);

    [LibraryImport("libc", EntryPoint = "write")]
    public static partial nint Write(int file, ulong* value, nint length);

    [LibraryImport("libc", EntryPoint = "recv")]
    public static partial nint Receive(int socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    public static partial nint Send(int socket, byte* bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "prctl")]
    public static partial int ProcessControl(int option, nuint value);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int process, int policy, int* priority);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, TimeSpec* time);

    /// <summary>struct epoll_event as x86-64 packs it.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct PollEvent
    {
        public uint Events;
        public ulong Tag;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
