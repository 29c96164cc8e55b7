using Matinee.Browser.Tests.Fixture;

namespace Matinee.Browser.Tests;

/// <summary>Takes the picture of the README. Not part of a run: <c>-explicit only -class Matinee.Browser.Tests.RoomPicture</c>.</summary>
public sealed class RoomPicture
{
    [Fact(Explicit = true)]
    public async Task Take()
    {
        await using var server = await BuiltServer.StartAsync();
        await using var ana = await Viewer.OpenAsync("Ana", server, seed: 21);
        await using var ben = await Viewer.OpenAsync("Ben", server, seed: 22);
        await ana.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await ana.SignUpAsync();
        await ana.UploadAsync(await LandscapeAsync());
        var code = await ana.StartPartyAsync();
        await ben.JoinAsGuestAsync(code);
        await ana.StartFilmAsync();
        await Eventually.BecomesTrueAsync(async () => await ana.IsInSyncAsync() && await ben.IsInSyncAsync(), "both films running in sync");

        await TalkAsync(ana, "Everyone comfortable?", ben);
        await TalkAsync(ben, "Blanket, tea, cat. Ready 🐈", ana);
        await TalkAsync(ana, "Wait for the light on the water", ben);
        await Eventually.BecomesTrueAsync(async () => await ana.PositionAsync() > 8, "the picture's moment");
        await TalkAsync(ben, "Oh, that is lovely", ana);
        await TalkAsync(ana, "Told you!", ben);
        for (var i = 0; i < 3; i++)
        {
            await ben.Page.GetByTestId("reaction-button").Nth(i == 1 ? 5 : 0).ClickAsync();
            await ana.Page.GetByTestId("reaction-button").Nth(i == 1 ? 0 : 4).ClickAsync();
        }

        await Expect(ana.Page.GetByTestId("reaction-float")).ToHaveCountAsync(6);
        await ana.Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Pictures, "room.png") });
    }

    private static async Task TalkAsync(Viewer speaker, string text, Viewer listener)
    {
        await speaker.SayAsync(text);
        await Expect(listener.Messages.Last).ToContainTextAsync(text);
    }

    /// <summary>A sun over a moving sea, computed.</summary>
    private static async Task<string> LandscapeAsync()
    {
        var file = Clips.NewFile("The evening tide.mp4");
        await Clips.RunAsync(
            "-f", "lavfi", "-i", "nullsrc=size=400x225:rate=10:duration=24",
            "-f", "lavfi", "-i", "anoisesrc=color=brown:amplitude=0.1:sample_rate=48000:duration=24",
            "-vf", $"geq=r='{Sky(250, 48)}':g='{Sky(140, 40)}':b='{Sky(95, 78)}',gblur=sigma=0.6,scale=1280:720:flags=bicubic,fps=30,format=yuv420p",
            "-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-g", "30", "-c:a", "aac", "-b:a", "96k", "-t", "24", "-movflags", "+faststart", file);
        return file;
    }

    // Above the horizon a glow around the sun; below it the same glow, broken by waves.
    private static string Sky(int warm, int cold) =>
        $"if(lt(Y,H*0.58),min(255,{cold}+({warm}-{cold})*exp(-hypot(X-W*0.56,(Y-H*0.5)*1.15)/(W*0.24))+if(lt(hypot(X-W*0.56,Y-H*0.5),H*0.085),70,0)),"
        + $"{cold}*0.5+({warm}-{cold})*(0.35+0.45*sin((Y-H*0.58)*(Y-H*0.58)/26-T*2.4+3*sin(X/31+T*0.8)))*exp(-abs(X-W*0.56)/(W*0.05+(Y-H*0.58)*0.7)))";
}
