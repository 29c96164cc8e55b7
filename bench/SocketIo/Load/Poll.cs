using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Matinee.SocketIo.Load;

/// <summary>
/// Waits for many sockets at once. A socket is reported when something arrives, once: it must be read until nothing is left.
/// </summary>
internal sealed unsafe class Poll : IDisposable
{
    private readonly int _poll = Linux.EpollCreate(0);
    private readonly Linux.PollEvent[] _ready = new Linux.PollEvent[512];

    public void Watch(int file, int tag) => Linux.Watch(_poll, file, tag);

    /// <summary>
    /// Waits until a socket is ready, or until the moment (of <see cref="Stopwatch"/>) at the latest. Returns how many are.
    /// </summary>
    public int Wait(long until)
    {
        var left = Math.Max(0, until - Stopwatch.GetTimestamp()); // Stopwatch counts nanoseconds on Linux
        var timeout = new Linux.TimeSpec { Seconds = left / 1_000_000_000, Nanoseconds = left % 1_000_000_000 };
        fixed (Linux.PollEvent* ready = _ready)
        {
            var count = Linux.EpollWait(_poll, ready, _ready.Length, &timeout, 0);
            if (count >= 0) return count;
            return Marshal.GetLastSystemError() == Linux.Interrupted ? 0 : throw Linux.Failure("epoll_pwait2");
        }
    }

    public int Tag(int index) => (int)_ready[index].Tag;

    public void Dispose() => _ = Linux.Close(_poll);
}
