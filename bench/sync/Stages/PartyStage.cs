using System.Globalization;
using System.Text.Json;
using Matinee.Bench.Sync.Browsers;
using Matinee.Bench.Sync.Network;
using Matinee.Bench.Sync.Recording;

namespace Matinee.Bench.Sync.Stages;

/// <summary>A party of Matinee in the real web app: the host signed in, everybody else a guest.</summary>
internal sealed class PartyStage : IStage
{
    private readonly List<Viewer> viewers = [];
    private readonly StageSetup setup;
    private readonly ServerApi api;
    private readonly Observer observer;
    private readonly JsonElement login;
    private readonly string code;
    private Calibration before;
    private Calibration after;

    private PartyStage(StageSetup setup, ServerApi api, Observer observer, JsonElement login, string code)
    {
        this.setup = setup;
        this.api = api;
        this.observer = observer;
        this.login = login;
        this.code = code;
    }

    public IReadOnlyList<Viewer> Viewers => viewers;

    private IPage Host => viewers[0].Page;

    public static async Task<IStage> OpenAsync(StageSetup setup, ServerApi api)
    {
        var host = await api.LogInAsync();
        var party = await api.CreatePartyAsync(host, setup.Scenario.IsOverHls);
        var guest = await api.EnterAsGuestAsync("Observer", party);
        return new PartyStage(setup, api, await Observer.JoinAsync(setup.Port, ServerApi.Token(guest), party), host, party);
    }

    public async Task OpenNextAsync()
    {
        var stored = viewers.Count == 0 ? StoredLogin() : StoredPass(await api.EnterAsGuestAsync($"Guest {viewers.Count}", code));
        var viewer = await setup.OpenViewerAsync(viewers.Count, stored);
        viewers.Add(viewer);
        await viewer.Page.GotoAsync($"/party/{code}");
    }

    public async Task PlayAsync()
    {
        var start = Host.GetByTestId("start-film");
        await (await start.CountAsync() > 0 ? start : Host.GetByTestId("control-play")).DispatchEventAsync("click");
    }

    public Task PauseAsync() => Host.GetByTestId("control-play").DispatchEventAsync("click");

    /// <summary>As the slider asks for it.</summary>
    public Task SeekAsync(double seconds) => Host.EvalOnSelectorAsync(
        "media-controller video",
        "(video, detail) => video.dispatchEvent(new CustomEvent('mediaseekrequest', { detail, bubbles: true, composed: true }))",
        seconds);

    public Task SetSpeedAsync(double speed) =>
        Host.GetByTestId("speed").SelectOptionAsync(speed.ToString(CultureInfo.InvariantCulture), new() { Force = true });

    public async Task<bool> IsPlayingAsync() =>
        await Host.GetByTestId("control-play").GetAttributeAsync("aria-label") != "Play for everyone";

    public async Task CalibrateBeforeAsync() => before = await observer.ClockAsync();

    public async Task CalibrateAfterAsync() => after = await observer.ClockAsync();

    public double? ExpectedAt(double at) => observer.Timeline.PositionAt(at, new ClockLine(before, after).FromHarness(at));

    public async ValueTask DisposeAsync()
    {
        foreach (var viewer in viewers) await viewer.DisposeAsync();
        await observer.DisposeAsync();
    }

    private Dictionary<string, string> StoredLogin()
    {
        var tokens = login.GetProperty("tokens");
        return new(StringComparer.Ordinal)
        {
            ["matinee.session"] = JsonSerializer.Serialize(new
            {
                user = login.GetProperty("user"),
                accessToken = ServerApi.Token(login),
                refreshToken = tokens.GetProperty("refreshToken").GetString(),
                expiresAt = ExpiresAt(tokens),
            }),
        };
    }

    private static Dictionary<string, string> StoredPass(JsonElement guest) => new(StringComparer.Ordinal)
    {
        [$"matinee.guest.{guest.GetProperty("party").GetProperty("partyCode").GetString()!.ToUpper(CultureInfo.InvariantCulture)}"] =
            JsonSerializer.Serialize(new
            {
                profileId = guest.GetProperty("profile").GetProperty("id").GetString(),
                name = guest.GetProperty("profile").GetProperty("name").GetString(),
                accessToken = ServerApi.Token(guest),
                expiresAt = ExpiresAt(guest.GetProperty("tokens")),
            }),
    };

    private static double ExpiresAt(JsonElement tokens) => Math.Floor(HarnessClock.Now + (tokens.GetProperty("expiresIn").GetInt32() * 1000d));
}
