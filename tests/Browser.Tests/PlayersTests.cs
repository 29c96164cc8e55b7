using System.Text.Json;
using Matinee.Browser.Tests.Fixture;

namespace Matinee.Browser.Tests;

/// <summary>The players that people put into pages, on what we publish: they play, seek, change the size and reach the end.</summary>
public sealed class PlayersTests
{
    // Changes to the other size at two seconds, seeks near the end at four, and waits for the end. Fatal errors end it at once.
    private const string Drive =
        """
        async (url) => {
          const video = document.querySelector('video');
          const faults = [];
          const sizes = new Set();
          const until = (what, test) => new Promise((done, fail) => {
            const began = performance.now();
            const look = () => {
              if (video.videoWidth) sizes.add(video.videoWidth);
              if (faults.length) fail(new Error(faults.join('; ')));
              else if (test()) done();
              else if (performance.now() - began > 25000) fail(new Error(`${what} at ${video.currentTime}, ready ${video.readyState}`));
              else setTimeout(look, 20);
            };
            look();
          });
          const player = await start(url, video, fault => faults.push(String(fault)));
          await video.play();
          await until('beginning', () => video.currentTime > 0.5);
          const before = video.videoWidth;
          player.change();
          await until('another size', () => video.videoWidth !== before);
          video.currentTime = video.duration - 1.5;
          await until('end', () => video.ended);
          return { duration: video.duration, sizes: sizes.size, frames: video.getVideoPlaybackQuality().totalVideoFrames };
        }
        """;

    private const string HlsJs =
        """
        const start = (url, video, onFault) => new Promise(done => {
          const hls = new Hls({ startLevel: 0 });
          hls.on(Hls.Events.ERROR, (_, data) => { if (data.fatal) onFault(data.details); });
          hls.on(Hls.Events.MANIFEST_PARSED, () => { hls.currentLevel = 0; done({ change: () => { hls.currentLevel = hls.levels.length - 1; } }); });
          hls.loadSource(url);
          hls.attachMedia(video);
        });
        """;

    private const string DashJs =
        """
        const start = (url, video, onFault) => new Promise(done => {
          const player = dashjs.MediaPlayer().create();
          player.updateSettings({ streaming: { abr: { autoSwitchBitrate: { video: false } }, buffer: { fastSwitchEnabled: true } } });
          player.on(dashjs.MediaPlayer.events.ERROR, event => onFault(event.error?.message ?? event.type));
          player.on(dashjs.MediaPlayer.events.STREAM_INITIALIZED, () => done({
            change: () => {
              const all = player.getRepresentationsByType('video');
              const other = all.find(one => one.width !== video.videoWidth);
              player.setRepresentationForTypeById('video', other.id, true);
            },
          }));
          player.initialize(video, url, false);
        });
        """;

    private const string Shaka =
        """
        const start = async (url, video, onFault) => {
          const player = new shaka.Player();
          player.addEventListener('error', event => onFault(`${event.detail.code}: ${event.detail.data}`));
          player.configure({ abr: { enabled: false } });
          await player.attach(video);
          await player.load(url);
          return { change: () => player.selectVariantTrack(player.getVariantTracks().find(track => track.width !== video.videoWidth), true) };
        };
        """;

    [Fact]
    public async Task Every_player_plays_seeks_changes_the_size_and_reaches_the_end()
    {
        await using var server = await BuiltServer.StartAsync(sizes: [360, 180]);
        using var owner = await FilmOwner.SignUpAsync(server);
        await using var browser = await Chromium.LaunchAsync();
        foreach (var (clip, encoding) in ((string, string[])[])
        [
            ("players.mp4", ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "48", "-c:a", "aac"]),
            ("players.mkv", ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-c:a", "ac3"]),
        ])
        {
            var stream = await PublishAsync(owner, clip, encoding);
            var (hls, dash) = (stream.GetProperty("hls_url").GetString()!, stream.GetProperty("dash_url").GetString()!);
            await PlaysAsync(browser, HlsJs, "hls.js/dist/hls.min.js", hls);
            await PlaysAsync(browser, DashJs, "dashjs/dist/modern/umd/dash.all.min.js", dash);
            await PlaysAsync(browser, Shaka, "shaka-player/dist/shaka-player.compiled.js", dash);
            await PlaysAsync(browser, Shaka, "shaka-player/dist/shaka-player.compiled.js", hls);
        }

        Assert.Empty(server.Complaints);
    }

    private static async Task PlaysAsync(IBrowser browser, string start, string script, string url)
    {
        var page = await browser.NewPageAsync();
        await page.SetContentAsync("<video muted></video>");
        await page.AddScriptTagAsync(new() { Content = await Packages.ReadAsync(script) });
        await page.AddScriptTagAsync(new() { Content = start });
        var played = await page.EvaluateAsync<JsonElement>(Drive, url);
        await page.CloseAsync();

        Assert.InRange(played.GetProperty("duration").GetDouble(), 11.9, 12.1);
        Assert.True(played.GetProperty("sizes").GetInt32() >= 2, $"{script} showed one size only.");
        Assert.True(played.GetProperty("frames").GetInt32() > 24, $"{script} showed next to nothing.");
    }

    private static async Task<JsonElement> PublishAsync(FilmOwner owner, string name, string[] encoding)
    {
        var film = Clips.NewFile(name);
        await Clips.RunAsync(
            ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=24:duration=12", "-f", "lavfi", "-i", "sine=frequency=440:duration=12", "-pix_fmt", "yuv420p", .. encoding, film]);
        var stream = await owner.PublishAsync(film);
        Assert.Equal(2, stream.GetProperty("quality_variants").GetArrayLength());
        return stream;
    }
}
