namespace Matinee.Bench.Sync.Browsers;

/// <summary>
/// A browser process for each viewer, used again from run to run: each run has a context (storage, cache, connections) of its
/// own in it, so nothing but the warm program is left of the run before.
/// </summary>
internal sealed class Fleet(IPlaywright playwright) : IAsyncDisposable
{
    private readonly Dictionary<int, Chromium> browsers = [];

    public async Task<Chromium> GetAsync(int index)
    {
        if (!browsers.TryGetValue(index, out var chromium)) browsers[index] = chromium = await Chromium.LaunchAsync(playwright);
        return chromium;
    }

    /// <summary>Ends those that a scenario with fewer viewers does not need: an idle browser still wakes up.</summary>
    public async Task KeepAsync(int count)
    {
        foreach (var (index, chromium) in browsers.Where(pair => pair.Key >= count).ToArray())
        {
            browsers.Remove(index);
            await chromium.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var chromium in browsers.Values) await chromium.DisposeAsync();
    }
}
