using System.Runtime.InteropServices;

namespace Matinee.Bench.Sync.Network;

/// <summary>What .NET has no call for: waiting for sockets and a moment with nanoseconds, urgency, and stopping a process.</summary>
internal static unsafe partial class Linux
{
    public const uint Readable = 1;
    public const int Add = 1;
    public const int Remove = 2;
    public const int Modify = 3;
    public const int Stop = 19;
    public const int Continue = 18;
    private const int SetTimerSlack = 29;
    private const int RoundRobin = 2;

    /// <summary>Lets the calling thread run as soon as it is due, ahead of the browsers. False where that is not allowed.</summary>
    public static bool BecomeUrgent()
    {
        _ = ProcessControl(SetTimerSlack, 1);
        var priority = 1;
        return SetScheduler(0, RoundRobin, &priority) == 0;
    }

    public static IOException Failure(string call) => new($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastSystemError())}");

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int poll, int operation, int file, PollEvent* watched);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    public static partial int EpollWait(int poll, PollEvent* events, int capacity, TimeSpec* timeout, nint signals);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFile(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int file, ulong* value, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int file, ulong* value, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint value);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    private static partial int SetScheduler(int process, int policy, int* priority);

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
