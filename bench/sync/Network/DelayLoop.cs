using System.Collections.Concurrent;
using System.Diagnostics;

namespace Matinee.Bench.Sync.Network;

/// <summary>
/// One thread for all proxies: it reads what has arrived, notes when, and passes each piece on at the moment at which it is due.
/// It waits in the kernel for both at once, to the nanosecond, and runs ahead of the browsers where the machine allows that; what
/// remains is measured (<see cref="Lateness"/>). Everything of a proxy happens on this thread, so nothing is locked.
/// </summary>
internal sealed unsafe class DelayLoop : IDisposable
{
    private const int EventsAtOnce = 64;

    private readonly int poll = Linux.EpollCreate(0);
    private readonly int wake = Linux.EventFile(0, 0);
    private readonly ConcurrentQueue<Action> asked = new();
    private readonly PriorityQueue<Flow, long> due = new();
    private readonly Dictionary<ulong, Action> readers = [];
    private readonly Thread thread;
    private ulong lastTag;
    private volatile bool isOver;

    public DelayLoop()
    {
        Watch(wake, () => { });
        thread = new Thread(Run) { IsBackground = true, Name = "delays" };
        thread.Start();
    }

    /// <summary>False where the machine does not let the thread run ahead of others.</summary>
    public bool IsUrgent { get; private set; }

    /// <summary>By how much pieces were passed on too late.</summary>
    public Lateness Lateness { get; } = new();

    /// <summary>Runs it on the loop's thread.</summary>
    public void Ask(Action action)
    {
        asked.Enqueue(action);
        var one = 1UL;
        _ = Linux.Write(wake, &one, sizeof(ulong));
    }

    public Task AskAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Ask(() =>
        {
            action();
            done.SetResult();
        });
        return done.Task;
    }

    /// <summary>Calls <paramref name="reader"/> while the file is readable; answers what <see cref="Pause"/> and <see cref="Forget"/> take.</summary>
    public ulong Watch(int file, Action reader)
    {
        var tag = ++lastTag;
        readers[tag] = reader;
        Control(Linux.Add, file, tag, Linux.Readable);
        return tag;
    }

    public void Pause(int file, ulong tag) => Control(Linux.Modify, file, tag, 0);

    public void Resume(int file, ulong tag) => Control(Linux.Modify, file, tag, Linux.Readable);

    public void Forget(int file, ulong tag)
    {
        if (readers.Remove(tag)) Control(Linux.Remove, file, tag, 0);
    }

    public void Schedule(Flow flow, long at) => due.Enqueue(flow, at);

    public void Dispose()
    {
        Ask(() => isOver = true);
        thread.Join();
        _ = Linux.Close(poll);
        _ = Linux.Close(wake);
    }

    private void Run()
    {
        IsUrgent = Linux.BecomeUrgent();
        var events = stackalloc Linux.PollEvent[EventsAtOnce];
        while (!isOver)
        {
            var count = Linux.EpollWait(poll, events, EventsAtOnce, NextTimeout(out var timeout) ? &timeout : null, 0);
            while (asked.TryDequeue(out var action)) action();
            for (var i = 0; i < count; i++)
            {
                if (events[i].Tag == 1) Drain();
                else if (readers.TryGetValue(events[i].Tag, out var reader)) reader();
            }

            while (due.TryPeek(out var flow, out var at) && at <= Stopwatch.GetTimestamp())
            {
                due.Dequeue();
                flow.PassOn();
            }
        }
    }

    private bool NextTimeout(out Linux.TimeSpec timeout)
    {
        timeout = default;
        if (!due.TryPeek(out _, out var at)) return false;
        var left = Math.Max(0, at - Stopwatch.GetTimestamp()) * (1_000_000_000 / Stopwatch.Frequency);
        timeout = new Linux.TimeSpec { Seconds = left / 1_000_000_000, Nanoseconds = left % 1_000_000_000 };
        return true;
    }

    private void Drain()
    {
        ulong value;
        _ = Linux.Read(wake, &value, sizeof(ulong));
    }

    private void Control(int operation, int file, ulong tag, uint events)
    {
        var watched = new Linux.PollEvent { Events = events, Tag = tag };
        if (Linux.EpollControl(poll, operation, file, &watched) != 0) throw Linux.Failure("epoll_ctl");
    }
}
