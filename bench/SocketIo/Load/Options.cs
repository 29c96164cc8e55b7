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

    public required TimeSpan Window { get; init; }

    /// <summary>A file that keeps the rounds, so that the comparison can be made in several runs.</summary>
    public required string? Samples { get; init; }

    public static RootCommand Command(Func<Options, int> run)
    {
        var names = ServerKind.All.Select(kind => kind.Name).ToArray();
        var servers = List("--servers", "Servers to compare.", names);
        servers.AcceptOnlyFromAmong(names);
        var regimes = List("--regimes", "One or four events in flight, or a steady rate.", Enum.GetValues<Regime>());
        var rooms = List("--rooms", "Members of the room; 0 leaves fan-out out.", DefaultRooms);
        var connections = new Option<int>("--connections")
        {
            Description = "Fill so many connections with rooms, each with a publisher of its own, instead of a single room.",
        };
        var idle = List("--idle", "Idle connections at which memory is read; 0 leaves memory out.", DefaultIdle);
        var rounds = new Option<int>("--rounds") { Description = "How often each server has its turn.", DefaultValueFactory = _ => 5 };
        var window = new Option<double>("--window") { Description = "Seconds of a measurement.", DefaultValueFactory = _ => 2 };
        var quick = new Option<bool>("--quick") { Description = "One round with windows of 1.5 s, for a first look." };
        var samples = new Option<string?>("--samples") { Description = "File to which the rounds are added; all that it holds are reported." };

        var command = new RootCommand("Compares Matinee.SocketIo with its peers.")
        {
            servers, regimes, rooms, connections, idle, rounds, window, quick, samples,
        };
        command.SetAction(result => run(new Options
        {
            Servers = [.. ServerKind.All.Where(kind => result.GetRequiredValue(servers).Contains(kind.Name))],
            Regimes = result.GetRequiredValue(regimes),
            Rooms = [.. result.GetRequiredValue(rooms).Where(members => members > 0)],
            Connections = result.GetValue(connections),
            Idle = [.. result.GetRequiredValue(idle).Where(count => count > 0).Order()],
            Rounds = result.GetValue(quick) ? 1 : result.GetRequiredValue(rounds),
            Window = TimeSpan.FromSeconds(result.GetValue(quick) ? 1.5 : result.GetRequiredValue(window)),
            Samples = result.GetValue(samples) is { } path ? Path.GetFullPath(path) : null,
        }));
        return command;
    }

    private static Option<T[]> List<T>(string name, string description, T[] all) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => all };
}
