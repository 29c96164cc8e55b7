namespace Matinee.SocketIo.Load;

/// <summary>
/// The servers in turns. They live as long as the comparison, so that all are warm, and cost nothing while another is
/// measured: between their turns they have no connections. Every turn has new ones.
/// </summary>
internal sealed class Comparison(Options options, Samples samples) : IDisposable
{
    // For the new connections; the servers themselves are warm.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);

    // Enough for the runtimes of all servers to have compiled the hot path as far as they will.
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(2);

    private readonly List<ServerProcess> _servers = [];

    public void Run()
    {
        if (options.Rooms.Length > 0 && options.Regimes.Length > 0) StartServers();
        var first = samples.Rounds;
        for (var round = first; round < first + options.Rounds; round++)
        {
            var order = Enumerable.Range(0, options.Servers.Count).Select(i => (i + round) % options.Servers.Count).ToArray();
            foreach (var room in options.Rooms)
            {
                foreach (var regime in options.Regimes)
                {
                    foreach (var index in order)
                    {
                        var sample = FanOutOf(_servers[index], regime, room, round, WarmUp, options.Window);
                        samples.FanOut.Add(sample);
                        Progress.Show(sample);
                    }
                }
            }

            foreach (var index in order) MeasureIdle(options.Servers[index], round);
        }
    }

    public void Dispose()
    {
        foreach (var server in _servers) server.Dispose();
    }

    private void StartServers()
    {
        foreach (var kind in options.Servers)
        {
            var server = new ServerProcess(kind);
            _servers.Add(server);
            FanOutOf(server, Regime.Four, room: 100, round: 0, FirstWarmUp, TimeSpan.FromSeconds(0.2));
        }
    }

    private Sample FanOutOf(ServerProcess server, Regime regime, int room, int round, TimeSpan warmUp, TimeSpan window)
    {
        try
        {
            using var crowd = new Crowd(server);
            for (var i = 0; i < Math.Max(1, options.Connections / room); i++) crowd.AddRoom(room);
            return new FanOut(server, crowd, regime, warmUp, window).Measure(round);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            throw new InvalidDataException($"{server.Kind.Name}, {regime.Title()}, room {room}: {fault.Message}", fault);
        }
    }

    /// <summary>In a process of its own that has never done anything else.</summary>
    private void MeasureIdle(ServerKind kind, int round)
    {
        if (options.Idle.Length == 0 || !kind.KeepsState) return;
        using var server = new ServerProcess(kind);
        using var crowd = new Crowd(server);
        var settle = TimeSpan.FromSeconds(3);
        crowd.Idle(TimeSpan.FromSeconds(1));
        var empty = server.ResidentMemory;
        var connected = 0;
        foreach (var count in options.Idle)
        {
            crowd.AddIdle(count - connected);
            connected = count;
            crowd.Idle(settle);
            var sample = new MemorySample(round, kind.Name, count, (server.ResidentMemory - empty) / (double)count);
            samples.Memory.Add(sample);
            Progress.Show(sample);
        }
    }
}
