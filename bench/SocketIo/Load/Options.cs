using System.CommandLine;

namespace Matinee.SocketIo.Load;

/// <summary>What to measure, and for how long.</summary>
internal sealed record Options
{
    public static readonly int[] DefaultRooms = [10, 100, 1000];
    public static readonly int[] DefaultIdle = [2000, 5000];

    public required IReadOnlyList<ServerKind> Servers { get; init; }

    public required Regime[] Regimes { get; init; }

    /// <summary>Members of the rooms to measure.</summary>
    public required int[] Rooms { get; init; }

    /// <summary>Connections to fill with rooms side by side; 0 for a single room.</summary>
    public required int Connections { get; init; }

    /// <summary>Idle connections at which memory is read, rising.</summary>
    public required int[] Idle { get; init; }

    public required int Rounds { get; init; }

    public required TimeSpan WarmUp { get; init; }

    public required TimeSpan Window { get; init; }

    /// <summary>Adds rounds to those of earlier runs instead of starting anew.</summary>
    public required bool Append { get; init; }

    public static RootCommand Command(Func<Options, int> run)
    {
        var servers = new Option<string[]>("--servers") { Description = "Servers to compare.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. ServerKind.All.Select(kind => kind.Name)] };
        servers.AcceptOnlyFromAmong([.. ServerKind.All.Select(kind => kind.Name)]);
        var regimes = new Option<Regime[]>("--regimes") { Description = "One or four events in flight, or the steady rate.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => Enum.GetValues<Regime>() };
        var rooms = new Option<int[]>("--rooms") { Description = "Members of the room; 0 to leave fan-out out.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => DefaultRooms };
        var connections = new Option<int>("--connections") { Description = "Fill so many connections with rooms, each with its own publisher, instead of a single room." };
        var idle = new Option<int[]>("--idle") { Description = "Idle connections at which memory is read, rising; 0 to leave memory out.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => DefaultIdle };
        var rounds = new Option<int>("--rounds") { Description = "How often each server has its turn.", DefaultValueFactory = _ => 5 };
        var window = new Option<double>("--window") { Description = "Seconds of a measurement.", DefaultValueFactory = _ => 2.5 };
        var quick = new Option<bool>("--quick") { Description = "One round with windows of 1.5 s, for a first look." };
        var append = new Option<bool>("--append") { Description = "Add these rounds to the earlier ones." };
        var command = new RootCommand("Compares Matinee.SocketIo with its peers.") { servers, regimes, rooms, connections, idle, rounds, window, quick, append };
        command.SetAction(result => run(new Options
        {
            Servers = [.. ServerKind.All.Where(kind => result.GetRequiredValue(servers).Contains(kind.Name))],
            Regimes = result.GetRequiredValue(regimes),
            Rooms = [.. result.GetRequiredValue(rooms).Where(members => members > 0)],
            Connections = result.GetValue(connections),
            Idle = [.. result.GetRequiredValue(idle).Where(count => count > 0).Order()],
            Rounds = result.GetValue(quick) ? 1 : result.GetRequiredValue(rounds),
            WarmUp = TimeSpan.FromSeconds(0.5),
            Window = TimeSpan.FromSeconds(result.GetValue(quick) ? 1.5 : result.GetRequiredValue(window)),
            Append = result.GetValue(append),
        }));
        return command;
    }
}
