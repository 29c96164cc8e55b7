using System.Diagnostics;
using Matinee.Bench.Sync;
using Matinee.Bench.Sync.Measuring;
using Matinee.Bench.Sync.Policies;
using Matinee.Bench.Sync.Report;
using Matinee.Bench.Sync.Scenarios;

// This is bin/Release/net10.0 of bench/sync.
var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));
return await Options.Command(RunAsync).Parse(args).InvokeAsync();

async Task<int> RunAsync(Options options)
{
    await using var harness = await Harness.StartAsync(root);
    Console.Error.WriteLine($"The thread of the delays {(harness.IsUrgent ? "runs ahead of the browsers" : "waits its turn like the browsers")}.");
    var noise = await harness.MeasureNoiseAsync();
    Console.Error.WriteLine($"Noise floor: {noise}");
    var folder = options.Out ?? (options.IsComplete ? Path.Combine(root, "bench/sync/results") : null);
    var report = new Published(folder, noise, await Machine.DescribeAsync());
    foreach (var policy in options.Policies)
    {
        foreach (var scenario in options.Scenarios.Where(one => policy == Policy.Matinee || one.IsForPolicies))
            await MeasureAsync(harness, options, policy, scenario, report);
    }

    Console.Write(report.Markdown);
    return report.HasFailures ? 1 : 0;
}

static async Task MeasureAsync(Harness harness, Options options, Policy policy, Scenario scenario, Published report)
{
    await harness.EnterAsync(scenario);
    var began = Stopwatch.GetTimestamp();
    var seeds = options.SeedsOf(policy);
    for (var seed = options.From; seed < options.From + seeds; seed++)
    {
        var key = new RunKey(scenario.Name, policy.Name, seed);
        var result = await harness.MeasureAsync(key, scenario, options.WindowOf(scenario));
        if (result is null)
        {
            report.AddFailure(key);
            continue;
        }

        report.Add(result);
        Console.Error.WriteLine(ProgressLine.Of(result));
    }

    Console.Error.WriteLine($"{scenario.Name} {policy.Name}: {Stopwatch.GetElapsedTime(began).TotalSeconds / seeds:F1} s a run");
}
