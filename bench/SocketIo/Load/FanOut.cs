using System.Diagnostics;

namespace Matinee.SocketIo.Load;

/// <summary>One measurement of one server: a crowd of its own, a warm-up, a window.</summary>
internal sealed class FanOut(ServerProcess server, Crowd crowd, Regime regime, TimeSpan warmUp, TimeSpan window)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Long enough for a delivery that nobody waits for to show up.
    private static readonly TimeSpan Echo = TimeSpan.FromMilliseconds(20);

    private long _events;

    /// <exception cref="InvalidDataException">A delivery was lost, doubled or damaged.</exception>
    public Sample Measure(int round)
    {
        var start = Stopwatch.GetTimestamp();
        var from = start + (long)warmUp.TotalNanoseconds;
        var to = from + (long)window.TotalNanoseconds;
        if (regime == Regime.Steady) crowd.Latencies.From = from;

        Run(start, from);
        var before = Reading.Take(server, crowd);
        Run(start, to);
        var after = Reading.Take(server, crowd);
        Drain();

        double deliveries = after.Deliveries - before.Deliveries;
        double seconds = (after.Time - before.Time) / 1e9;
        return new Sample(round, server.Kind.Name, regime, crowd.RoomSize)
        {
            Microseconds = (after.Server - before.Server) / 1e3 / deliveries,
            Rate = deliveries / seconds,
            Generator = (after.Generator - before.Generator) / 1e9 / seconds,
            Median = regime == Regime.Steady ? crowd.Latencies.Percentile(0.5) : null,
            Late = regime == Regime.Steady ? crowd.Latencies.Percentile(0.99) : null,
        };
    }

    private void Run(long start, long until)
    {
        long now;
        while ((now = Stopwatch.GetTimestamp()) < until)
        {
            if (regime == Regime.Steady)
            {
                var due = PublishDue(start, now);
                crowd.Receive(Math.Min(due, until));
            }
            else
            {
                PublishNext(now);
                crowd.Receive(until);
            }
        }
    }

    private void PublishNext(long now)
    {
        foreach (var room in crowd.Rooms)
        {
            if (room.Pending == 0) room.Publish(regime.InFlight(), now);
        }
    }

    /// <summary>Publishes what the schedule asks for by now, also if it is late. Returns when the next is due.</summary>
    private long PublishDue(long start, long now)
    {
        while (true)
        {
            var due = start + (long)(_events * (1e9 * crowd.RoomSize / Regimes.SteadyDeliveries));
            if (due > now) return due;
            crowd.Rooms[(int)(_events++ % crowd.Rooms.Count)].Publish(1, due);
        }
    }

    private void Drain()
    {
        var limit = Stopwatch.GetTimestamp() + (long)Patience.TotalNanoseconds;
        while (crowd.Rooms.Any(room => room.Pending > 0) && Stopwatch.GetTimestamp() < limit) crowd.Receive(limit);
        crowd.Idle(Echo);
        foreach (var room in crowd.Rooms) room.Verify();
    }

    /// <summary>Times in nanoseconds.</summary>
    private readonly record struct Reading(long Time, long Server, long Generator, long Deliveries)
    {
        public static Reading Take(ServerProcess server, Crowd crowd) =>
            new(Stopwatch.GetTimestamp(), server.ProcessorTime, Linux.ProcessorTime(Environment.ProcessId), crowd.Deliveries);
    }
}
