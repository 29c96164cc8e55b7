using System.CommandLine;
using Matinee.Bench.Sync.Policies;
using Matinee.Bench.Sync.Scenarios;

namespace Matinee.Bench.Sync;

/// <summary>What to measure.</summary>
internal sealed record Options
{
    public required IReadOnlyList<Scenario> Scenarios { get; init; }

    public required IReadOnlyList<Policy> Policies { get; init; }

    /// <summary>Null for the usual number.</summary>
    public required int? Seeds { get; init; }

    public required int From { get; init; }

    /// <summary>Seconds of a window; null for the scenario's own.</summary>
    public required double? Window { get; init; }

    /// <summary>Folder that keeps the runs; all that it holds are reported. Null to report this call's runs only.</summary>
    public required string? Out { get; init; }

    private const int UsualSeeds = 10;
    private const int UsualSeedsOfOthers = 3;

    private static readonly TimeSpan SteadyWindow = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan UsualWindow = TimeSpan.FromSeconds(7);

    /// <summary>Whether everything is measured as often and for as long as what is published.</summary>
    public bool IsComplete =>
        Scenarios.Count == AllScenarios.All.Count && Policies.Count == Policy.All.Count && Window is null && (Seeds ?? UsualSeeds) >= UsualSeeds;

    public int SeedsOf(Policy policy) => Seeds ?? (policy == Policy.Matinee ? UsualSeeds : UsualSeedsOfOthers);

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
        var known = Policy.All.Select(one => one.Name).ToArray();
        var policy = new Option<string[]>("--policy")
        {
            Description = "What keeps the films together.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => known,
        };
        policy.AcceptOnlyFromAmong(known);
        var policies = new Option<bool>("--policies") { Description = "The policies of others only." };
        var seeds = new Option<int?>("--seeds") { Description = "Runs of each scenario [10, and 3 with each policy of others]." };
        var from = new Option<int>("--from") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var window = new Option<double?>("--window") { Description = "Seconds of a window." };
        var quick = new Option<bool>("--quick") { Description = "Three seeds with windows of 5 s, for a first look." };
        var folder = new Option<string?>("--out") { Description = "Folder for the results; runs that it holds are kept and reported too." };

        var command = new RootCommand("Measures how far apart films are that are watched together.")
        {
            scenario, policy, policies, seeds, from, window, quick, folder,
        };
        command.SetAction(result => run(new Options
        {
            Scenarios = [.. AllScenarios.All.Where(one => result.GetRequiredValue(scenario).Contains(one.Name))],
            Policies = [.. Policy.All.Where(one => result.GetValue(policies) ? one != Policy.Matinee : result.GetRequiredValue(policy).Contains(one.Name))],
            Seeds = result.GetValue(seeds) ?? (result.GetValue(quick) ? 3 : null),
            From = result.GetRequiredValue(from),
            Window = result.GetValue(quick) ? 5 : result.GetValue(window),
            Out = result.GetValue(folder) is { } path ? System.IO.Path.GetFullPath(path) : null,
        }));
        return command;
    }
}
