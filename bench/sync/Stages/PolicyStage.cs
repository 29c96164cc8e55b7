using Matinee.Bench.Sync.Browsers;
using Matinee.Bench.Sync.Policies;

namespace Matinee.Bench.Sync.Stages;

/// <summary>A bare page with a film that a policy of others keeps together. There is no server's timeline.</summary>
internal sealed class PolicyStage(StageSetup setup, Policy policy, string party) : IStage
{
    private readonly List<Viewer> viewers = [];
    private bool isPlaying;

    public IReadOnlyList<Viewer> Viewers => viewers;

    public async Task OpenNextAsync()
    {
        var viewer = await setup.OpenViewerAsync(viewers.Count, new Dictionary<string, string>(StringComparer.Ordinal));
        var role = viewers.Count == 0 ? "host" : "guest";
        viewers.Add(viewer);
        await viewer.Page.GotoAsync($"/?policy={policy.Name}&party={party}&role={role}");
        await Until.TrueAsync("the page's connection to the relay", () => viewer.Page.EvaluateAsync<bool>("isConnected()"));
    }

    public Task PlayAsync() => CommandAsync("play", plays: true);

    public Task PauseAsync() => CommandAsync("pause", plays: false);

    public Task SeekAsync(double seconds) => viewers[0].Page.EvaluateAsync("to => command('seek', to)", seconds);

    /// <summary>Such programs leave the speed to each viewer.</summary>
    public Task SetSpeedAsync(double speed) => Task.WhenAll(
        viewers.Select(viewer => viewer.Page.EvaluateAsync("speed => document.querySelector('video').playbackRate = speed", speed)));

    public Task<bool> IsPlayingAsync() => Task.FromResult(isPlaying);

    public Task CalibrateBeforeAsync() => Task.CompletedTask;

    public Task CalibrateAfterAsync() => Task.CompletedTask;

    public double? ExpectedAt(double at) => null;

    public async ValueTask DisposeAsync()
    {
        foreach (var viewer in viewers) await viewer.DisposeAsync();
    }

    private async Task CommandAsync(string name, bool plays)
    {
        await viewers[0].Page.EvaluateAsync("name => command(name)", name);
        isPlaying = plays;
    }
}
