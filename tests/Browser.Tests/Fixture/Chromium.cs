namespace Matinee.Browser.Tests.Fixture;

/// <summary>A browser process of its own.</summary>
internal static class Chromium
{
    private const string Executable = "/usr/bin/chromium";

    private static readonly Lazy<Task<IPlaywright>> Driver = new(Playwright.CreateAsync);

    // The last three: a window that nobody looks at must run like one that somebody does.
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--mute-audio", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--no-first-run", "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
    ];

    /// <param name="isEager">Plays without having been touched, as after many visits to a site.</param>
    public static async Task<IBrowser> LaunchAsync(bool isEager = true) => await (await Driver.Value).Chromium.LaunchAsync(new()
    {
        ExecutablePath = File.Exists(Executable) ? Executable : null,
        Args = isEager ? [.. Flags, "--autoplay-policy=no-user-gesture-required"] : Flags,
    });
}
