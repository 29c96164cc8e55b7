using System.Net.WebSockets;
using Matinee.Bench.Sync.Browsers;
using Matinee.Bench.Sync.Measuring;
using Matinee.Bench.Sync.Network;
using Matinee.Bench.Sync.Policies;
using Matinee.Bench.Sync.Scenarios;
using Matinee.Bench.Sync.Stages;

namespace Matinee.Bench.Sync;

/// <summary>Everything that lives through all runs: the server with its film, the browsers, the thread of the delays.</summary>
internal sealed class Harness : IAsyncDisposable
{
    private const double LeastCoverage = 0.8;
    private const int MostRepeats = 2;

    private readonly DelayLoop loop = new();
    private readonly DirectoryInfo folder;
    private readonly IPlaywright playwright;
    private readonly Fleet fleet;
    private readonly Server server;
    private readonly ServerApi api;
    private readonly Relay relay;
    private int parties;

    private Harness(DirectoryInfo folder, IPlaywright playwright, Server server, ServerApi api, Relay relay)
    {
        this.folder = folder;
        this.playwright = playwright;
        this.server = server;
        this.api = api;
        this.relay = relay;
        fleet = new Fleet(playwright);
    }

    public bool IsUrgent => loop.IsUrgent;

    public static async Task<Harness> StartAsync(string root)
    {
        var place = Directory.CreateTempSubdirectory("matinee-sync-film-");
        var film = await FilmFile.DrawAsync(place.FullName);
        var started = await Server.StartAsync(root);
        var client = new ServerApi(started.Port);
        await client.SetUpAsync(film);
        return new Harness(place, await Playwright.CreateAsync(), started, client, await Relay.StartAsync(film));
    }

    public Task EnterAsync(Scenario scenario) => fleet.KeepAsync(scenario.Viewers.Count);

    public Task<NoiseFloor> MeasureNoiseAsync() => NoiseFloor.MeasureAsync(fleet, $"http://127.0.0.1:{relay.Port}/noise");

    /// <summary>
    /// A run in which the browsers were not scheduled is no measurement, good or bad: it is made again, and counted. Null when
    /// the run failed each time.
    /// </summary>
    public async Task<RunResult?> MeasureAsync(RunKey key, Scenario scenario, TimeSpan window)
    {
        for (var repeats = 0; ; repeats++)
        {
            await using var stage = await OpenAsync(key, scenario);
            try
            {
                var result = await new Run(key, scenario, stage, window, loop.Lateness).MeasureAsync(repeats);
                if (result.Coverage >= LeastCoverage || repeats == MostRepeats) return result;
            }
            catch (Exception fault) when (fault is TimeoutException or PlaywrightException or WebSocketException)
            {
                await DescribeAsync(key, stage, fault);
                if (repeats == MostRepeats) return null;
            }
        }
    }

    private Task<IStage> OpenAsync(RunKey key, Scenario scenario)
    {
        if (key.Policy == Policy.Matinee.Name) return PartyStage.OpenAsync(new StageSetup(scenario, key.Seed, server.Port, fleet, loop), api);
        var policy = Policy.Others.Single(one => one.Name == key.Policy);
        var party = $"{key.Scenario}-{key.Policy}-{key.Seed}-{++parties}";
        return Task.FromResult<IStage>(new PolicyStage(new StageSetup(scenario, key.Seed, relay.Port, fleet, loop), policy, party));
    }

    private async Task DescribeAsync(RunKey key, IStage stage, Exception fault)
    {
        Console.Error.WriteLine($"{key.Scenario} {key.Seed} failed: {fault}");
        foreach (var complaint in server.Complaints) Console.Error.WriteLine(complaint);
        try
        {
            foreach (var viewer in stage.Viewers) Console.Error.WriteLine(await viewer.DescribeAsync());
        }
        catch (Exception silent) when (silent is TimeoutException or PlaywrightException)
        {
            Console.Error.WriteLine($"A page no longer answers: {silent.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await fleet.DisposeAsync();
        playwright.Dispose();
        api.Dispose();
        await relay.DisposeAsync();
        await server.DisposeAsync();
        loop.Dispose();
        folder.Delete(recursive: true);
    }
}
