using System.Diagnostics;
using Matinee.Bench.Sync;
using Matinee.Bench.Sync.Measuring;
using Matinee.Bench.Sync.Report;

return await Options.Command(RunAsync).Parse(args).InvokeAsync();

static async Task<int> RunAsync(Options options)
{
    // This is bin/Release/net10.0 of bench/sync.
    var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));
    await using var harness = await Harness.StartAsync(root);
    Console.Error.WriteLine($"The thread of the delays {(harness.IsUrgent ? "runs ahead of the browsers" : "waits its turn like the browsers")}.");
    var results = new List<RunResult>();
    foreach (var scenario in options.Scenarios)
    {
        await harness.EnterAsync(scenario);
        var began = Stopwatch.GetTimestamp();
        for (var seed = options.From; seed < options.From + options.Seeds; seed++)
        {
            var result = await harness.MeasureAsync(new RunKey(scenario.Name, "matinee", seed), scenario, options.WindowOf(scenario));
            results.Add(result);
            Console.Error.WriteLine(ProgressLine.Of(result));
        }

        Console.Error.WriteLine($"{scenario.Name}: {Stopwatch.GetElapsedTime(began).TotalSeconds / options.Seeds:F1} s a run");
    }

    Console.Write(new MarkdownReport(results));
    return 0;
}
