using System.CommandLine;
using Matinee.Bench.Sync.Scenarios;

namespace Matinee.Bench.Sync;

/// <summary>What to measure.</summary>
internal sealed record Options
{
    public required IReadOnlyList<Scenario> Scenarios { get; init; }

    public required int Seeds { get; init; }

    public required int From { get; init; }

    /// <summary>Seconds of a window; null for the scenario's own.</summary>
    public required double? Window { get; init; }

    /// <summary>Folder that keeps the runs; all that it holds are reported. Null to report this call's runs only.</summary>
    public required string? Out { get; init; }

    private static readonly TimeSpan SteadyWindow = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan UsualWindow = TimeSpan.FromSeconds(7);

    public TimeSpan WindowOf(Scenario scenario) =>
        Window is { } seconds ? TimeSpan.FromSeconds(seconds) : scenario.IsSteady ? SteadyWindow : UsualWindow;

    public static RootCommand Command(Func<Options, Task<int>> run)
    {
        var names = AllScenarios.All.Select(one => one.Name).ToArray();
        var scenario = new Option<string[]>("--scenario")
        {
            Description = "Scenarios to run.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => names,
        };
        scenario.AcceptOnlyFromAmong(names);
        var seeds = new Option<int>("--seeds") { Description = "Runs of each scenario.", DefaultValueFactory = _ => 10 };
        var from = new Option<int>("--from") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var window = new Option<double?>("--window") { Description = "Seconds of a window." };
        var quick = new Option<bool>("--quick") { Description = "Three seeds with windows of 5 s, for a first look." };
        var folder = new Option<string?>("--out") { Description = "Folder for the results; runs that it holds are kept and reported too." };

        var command = new RootCommand("Measures how far apart films are that are watched together.") { scenario, seeds, from, window, quick, folder };
        command.SetAction(result => run(new Options
        {
            Scenarios = [.. AllScenarios.All.Where(one => result.GetRequiredValue(scenario).Contains(one.Name))],
            Seeds = result.GetValue(quick) ? 3 : result.GetRequiredValue(seeds),
            From = result.GetRequiredValue(from),
            Window = result.GetValue(quick) ? 5 : result.GetValue(window),
            Out = result.GetValue(folder) is { } path ? System.IO.Path.GetFullPath(path) : null,
        }));
        return command;
    }
}
