using Matinee.Bench.Sync.Network;
using Matinee.Bench.Sync.Recording;

namespace Matinee.Bench.Sync.Browsers;

/// <summary>Somebody in front of a browser of their own, on a network of their own, for one run.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    private readonly IBrowserContext context;

    private Viewer(Chromium chromium, DelayProxy network, IBrowserContext context, IPage page)
    {
        Chromium = chromium;
        Network = network;
        this.context = context;
        Page = page;
        Recorder = new Recorder(page);
    }

    public Chromium Chromium { get; }

    public DelayProxy Network { get; }

    public IPage Page { get; }

    public Recorder Recorder { get; }

    /// <param name="script">Runs before those of the page.</param>
    /// <param name="stored">What the page finds in its local storage.</param>
    public static async Task<Viewer> OpenAsync(Chromium chromium, DelayProxy network, IReadOnlyDictionary<string, string> stored, string script)
    {
        var storage = new
        {
            cookies = Array.Empty<object>(),
            origins = new[] { new { origin = network.BaseUrl, localStorage = stored.Select(pair => new { name = pair.Key, value = pair.Value }) } },
        };
        var opened = await chromium.Browser.NewContextAsync(new()
        {
            BaseURL = network.BaseUrl,
            ViewportSize = new() { Width = 800, Height = 600 },
            StorageState = System.Text.Json.JsonSerializer.Serialize(storage),
        });
        await opened.AddInitScriptAsync(script);
        return new Viewer(chromium, network, opened, await opened.NewPageAsync());
    }

    /// <summary>For whoever has to find out why a run failed.</summary>
    public async Task<string> DescribeAsync()
    {
        var film = await Page.EvaluateAsync<string>(
            """
            (() => {
              const video = document.querySelector('video');
              if (!video) return 'no film';
              const { currentTime, paused, seeking, readyState, networkState, error, currentSrc } = video;
              return JSON.stringify({ currentTime, paused, seeking, readyState, networkState, error: error?.message, hasSource: currentSrc !== '' });
            })()
            """);
        return $"{Page.Url} {film}\n{await Page.Locator("body").AriaSnapshotAsync(new() { Timeout = 2000 })}";
    }

    public async Task<bool> IsReadyAsync() => await Recorder.FilmAsync() is { CanGoOn: true };

    public async Task<bool> RunsAsync() => await Recorder.FilmAsync() is { CanGoOn: true, Paused: false };

    public async Task<bool> StandsAsync() => await Recorder.FilmAsync() is { Stands: true };

    /// <summary>For a time the page is told that another tab is in front of it. Only for one that was opened so that it can be.</summary>
    public async Task LookAwayAsync(TimeSpan duration)
    {
        await Page.EvaluateAsync("matineeHide(true)");
        await Task.Delay(duration);
        await Page.EvaluateAsync("matineeHide(false)");
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        await Network.DisposeAsync();
    }
}
