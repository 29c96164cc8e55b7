using System.Collections.Concurrent;
using Matinee.Browser.Tests.Recording;

namespace Matinee.Browser.Tests.Fixture;

/// <summary>Somebody in front of a browser of their own, on a network of their own.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    private static readonly (int Width, int Height) Desktop = (1280, 800);
    private static readonly (int Width, int Height) Phone = (390, 844);

    private readonly IBrowser browser;
    private readonly ConcurrentBag<IWebSocket> webSockets = [];

    private Viewer(string name, DelayProxy network, IBrowser browser, IPage page)
    {
        Name = name;
        Network = network;
        this.browser = browser;
        Page = page;
        Acknowledged = new Acknowledgements(page);
        Recorder = new FilmRecorder(page);
        page.PageError += (_, error) => Errors.Add(error);
        page.WebSocket += (_, socket) => webSockets.Add(socket);
    }

    public string Name { get; }

    public DelayProxy Network { get; }

    public IPage Page { get; }

    public FilmRecorder Recorder { get; }

    public Acknowledgements Acknowledged { get; }

    /// <summary>Exceptions that nothing in the page caught.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>False also while the app makes do with long polling.</summary>
    public bool HasWebSocket => webSockets.Any(socket => !socket.IsClosed);

    public ILocator Badge => Page.GetByTestId("sync-badge");

    public ILocator Messages => Page.GetByTestId("chat-message");

    public ILocator Film => Page.GetByTestId("player-video");

    public static async Task<Viewer> OpenAsync(string name, ServerProcess server, int seed, bool isPhone = false, bool isEager = true)
    {
        var (width, height) = isPhone ? Phone : Desktop;
        var launched = await Chromium.LaunchAsync(isEager);
        var network = new DelayProxy(server.Address.Port, seed);
        var context = await launched.NewContextAsync(new()
        {
            BaseURL = network.BaseUrl,
            ViewportSize = new() { Width = width, Height = height },
            HasTouch = isPhone,
        });
        await FilmRecorder.InjectAsync(context);
        return new Viewer(name, network, launched, await context.NewPageAsync());
    }

    public async Task SignUpAsync()
    {
        await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Create an account" }).First.ClickAsync();
        await Page.GetByLabel("First name").FillAsync(Name);
        await Page.GetByLabel("Last name").FillAsync("Lopez");
        await Page.GetByLabel("Email").FillAsync($"{Name}.{Guid.CreateVersion7():N}@example.org");
        await Page.GetByLabel("Password").FillAsync("a-long-password-1");
        await Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await Page.GetByTestId("signup-submit").ClickAsync();
        await Page.WaitForURLAsync("**/library");
    }

    public async Task SignInAsync(string email, string password)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("Email").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByLabel("Password").PressAsync("Enter");
        await Page.WaitForURLAsync("**/library");
    }

    /// <summary>Returns when the film can be watched.</summary>
    public async Task UploadAsync(string file)
    {
        await Page.GetByTestId("upload-input").SetInputFilesAsync(file);
        await Expect(Page.Locator("[data-testid=video-card][data-status=ready]").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    /// <summary>The code of a new party with the newest film.</summary>
    public async Task<string> StartPartyAsync()
    {
        await Page.GetByTestId("start-party").First.ClickAsync();
        await Page.WaitForURLAsync("**/party/*");
        await Expect(Page.GetByTestId("room")).ToBeVisibleAsync();
        return new Uri(Page.Url).Segments[^1];
    }

    public async Task JoinAsGuestAsync(string code)
    {
        await Page.GotoAsync($"/join/{code}");
        await Page.GetByTestId("join-nickname").FillAsync(Name);
        await Page.GetByTestId("join-submit").ClickAsync();
        await Expect(Page.GetByTestId("room")).ToBeVisibleAsync();
    }

    public Task StartFilmAsync() => Page.GetByTestId("start-film").ClickAsync();

    /// <summary>Play or pause, whichever is the other.</summary>
    public Task TogglePlaybackAsync() => Page.GetByTestId("control-play").ClickAsync();

    public Task SeekForwardAsync() => Page.GetByTestId("control-seek-forward").ClickAsync();

    public Task ReactAsync() => Page.GetByTestId("reaction-button").First.ClickAsync();

    public async Task SayAsync(string text)
    {
        await Page.GetByTestId("chat-input").FillAsync(text);
        await Page.GetByTestId("chat-input").PressAsync("Enter");
    }

    /// <summary>Empty for a message that has not been answered.</summary>
    public Task<string[]> ShownMessageIdsAsync() =>
        Messages.EvaluateAllAsync<string[]>("messages => messages.map(message => message.dataset.messageId)");

    public Task<double> PositionAsync() => Film.EvaluateAsync<double>("video => video.currentTime");

    public Task<bool> StandsAsync() => Film.EvaluateAsync<bool>("video => video.paused && !video.seeking");

    /// <summary>The frame on the screen as a data address: equal frames, equal text.</summary>
    public Task<string> PictureAsync() => Film.EvaluateAsync<string>(
        """
        video => {
          const canvas = Object.assign(document.createElement('canvas'), { width: video.videoWidth, height: video.videoHeight });
          canvas.getContext('2d').drawImage(video, 0, 0);
          return canvas.toDataURL();
        }
        """);

    /// <summary>For the reader of a failed test.</summary>
    public Task<string> DescribeFilmAsync() => Film.EvaluateAsync<string>(
        """
        ({ currentTime, paused, seeking, readyState, networkState, error, buffered }) => JSON.stringify({
          currentTime, paused, seeking, readyState, networkState, error: error?.message,
          buffered: Array.from({ length: buffered.length }, (_, i) => [buffered.start(i), buffered.end(i)]),
        })
        """);

    /// <summary>By the app's own word and by the film's: it says so and the film moves.</summary>
    public async Task<bool> IsInSyncAsync() =>
        await Badge.GetAttributeAsync("data-state") == "in-sync" && await Film.EvaluateAsync<bool>("video => !video.paused && !video.seeking");

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await Network.DisposeAsync();
    }
}
