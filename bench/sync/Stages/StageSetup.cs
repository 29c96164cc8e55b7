using Matinee.Bench.Sync.Browsers;
using Matinee.Bench.Sync.Network;
using Matinee.Bench.Sync.Recording;
using Matinee.Bench.Sync.Scenarios;

namespace Matinee.Bench.Sync.Stages;

/// <summary>What a run brings along: the scenario's networks, the seed, and browsers that are used again.</summary>
internal sealed class StageSetup(Scenario scenario, int seed, int port, Fleet fleet, DelayLoop loop)
{
    // Far enough apart that no two proxies, and no two connections of one, draw from the same sequence.
    private const int SeedsOfAViewer = 1_000;
    private const int SeedsOfARun = 100_000;

    public Scenario Scenario => scenario;

    public int Port => port;

    public async Task<Viewer> OpenViewerAsync(int index, IReadOnlyDictionary<string, string> stored)
    {
        var who = scenario.Viewers[index];
        var chromium = await fleet.GetAsync(index);
        var proxy = new DelayProxy(loop, port, who.Path, (seed * SeedsOfARun) + (index * SeedsOfAViewer));
        return await Viewer.OpenAsync(chromium, proxy, stored, Recorder.Script(who.DriftPpm, who.CanBeHidden));
    }
}
