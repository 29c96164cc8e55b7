using System.Text.Json;
using Matinee.Bench.Sync.Network;

namespace Matinee.Bench.Sync.Browsers;

/// <summary>A browser process of its own.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Executable = "/usr/bin/chromium";

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--mute-audio", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--no-first-run", "--autoplay-policy=no-user-gesture-required",
        // A window that nobody looks at must run like one that somebody does.
        "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
    ];

    private readonly ICDPSession session;

    private Chromium(IBrowser browser, ICDPSession session)
    {
        Browser = browser;
        this.session = session;
    }

    public IBrowser Browser { get; }

    public static async Task<Chromium> LaunchAsync(IPlaywright playwright)
    {
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = File.Exists(Executable) ? Executable : null,
            Args = Flags,
        });
        return new Chromium(browser, await browser.NewBrowserCDPSessionAsync());
    }

    /// <summary>
    /// Stops what decodes and what sounds, as when a machine is busy with something else; the network goes on. The film's clock
    /// is that of the sound, which stands meanwhile.
    /// </summary>
    public async Task FreezeAsync(TimeSpan duration)
    {
        var processes = await DecodersAsync();
        foreach (var process in processes) _ = Linux.Signal(process, Linux.Stop);
        var frozen = Recording.HarnessClock.Now;
        await Recording.HarnessClock.UntilAsync(frozen + duration.TotalMilliseconds);
        foreach (var process in processes) _ = Linux.Signal(process, Linux.Continue);
    }

    public ValueTask DisposeAsync() => Browser.DisposeAsync();

    private async Task<List<int>> DecodersAsync()
    {
        if (await session.SendAsync("SystemInfo.getProcessInfo") is not { } answer) return [];
        var found = new List<int>();
        foreach (var process in answer.GetProperty("processInfo").EnumerateArray())
        {
            var id = process.GetProperty("id").GetInt32();
            var isRenderer = process.GetProperty("type").GetString() == "renderer";
            if (isRenderer || await IsAudioAsync(id)) found.Add(id);
        }

        return found;
    }

    private static async Task<bool> IsAudioAsync(int process)
    {
        try
        {
            return (await File.ReadAllTextAsync($"/proc/{process}/cmdline")).Contains("audio.mojom.AudioService", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    }
}
