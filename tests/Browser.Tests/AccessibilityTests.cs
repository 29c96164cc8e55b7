using Matinee.Browser.Tests.Fixture;

namespace Matinee.Browser.Tests;

/// <summary>Every page that the app has, as axe-core sees it, in both themes and on both sizes of screen.</summary>
public sealed class AccessibilityTests(AccessibilityTests.House house) : IClassFixture<AccessibilityTests.House>
{
    private static readonly (int Width, int Height) Desktop = (1280, 800);
    private static readonly (int Width, int Height) Phone = (390, 844);

    public static TheoryData<string, string> Strangers => new()
    {
        { "/", "The same frame, at the same moment, wherever you sit." },
        { "/sign-up", "Create your account" },
        { "/sign-in", "Welcome back" },
        { "/setup", "Set up this server" },
        { "/join/{code}", "Your name tonight" },
        { "/join/ZZZZZZ", "No party with this code" },
        { "/calibrate", "Start the beat" },
        { "/nowhere", "Nothing is showing here" },
    };

    public static TheoryData<string, string> Members => new()
    {
        { "/library", "Watch together" },
        { "/party/{code}", "Party code" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public Task A_page_for_strangers_has_no_violation(string path, string text) => AssertPageAsync(house.Stranger, path, text);

    [Theory]
    [MemberData(nameof(Members))]
    public Task A_page_behind_the_login_has_no_violation(string path, string text) => AssertPageAsync(house.Host.Page.Context, path, text);

    [Fact]
    public async Task The_opened_parts_of_the_room_have_no_violation()
    {
        await using var page = await OpenAsync(house.Host.Page.Context, Desktop, "/party/{code}");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Party settings" }).ClickAsync();
        await Expect(page.Page.GetByTestId("setting-wait")).ToBeVisibleAsync();
        Assert.Empty(await Axe.ViolationsAsync(page.Page));
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Invite people" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(house.Code);
        Assert.Empty(await Axe.ViolationsAsync(page.Page));
    }

    private async Task AssertPageAsync(IBrowserContext context, string path, string text)
    {
        foreach (var size in ((int, int)[])[Desktop, Phone])
        {
            await using var page = await OpenAsync(context, size, path);
            if (size == Phone && await page.Page.GetByTestId("tab-people").IsVisibleAsync())
            {
                await AssertThemesAsync(page.Page);
                await page.Page.GetByTestId("tab-people").ClickAsync();
            }

            await Expect(page.Page.GetByText(text).First).ToBeVisibleAsync();
            await AssertThemesAsync(page.Page);
        }
    }

    private static async Task AssertThemesAsync(IPage page)
    {
        foreach (var theme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
            Assert.Empty(await Axe.ViolationsAsync(page));
        }
    }

    private async Task<OpenPage> OpenAsync(IBrowserContext context, (int Width, int Height) size, string path)
    {
        var page = await context.NewPageAsync();
        await page.SetViewportSizeAsync(size.Width, size.Height);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync(path.Replace("{code}", house.Code, StringComparison.Ordinal));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        return new OpenPage(page);
    }

    private sealed record OpenPage(IPage Page) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(Page.CloseAsync());
    }

    /// <summary>A server with a film in the library and a party that two people are in and talk in; and a stranger.</summary>
    public sealed class House : IAsyncLifetime
    {
        private Screening? screening;

        public string Code => screening!.Code;

        internal Viewer Host => screening!.Host;

        internal IBrowserContext Stranger { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            screening = await Screening.OpenAsync();
            await screening.Host.SayAsync("Shall we?");
            await screening.Guest.SayAsync("Start it!");
            await Expect(screening.Host.Messages).ToHaveCountAsync(2);
            Stranger = await Host.Page.Context.Browser!.NewContextAsync(new() { BaseURL = Host.Network.BaseUrl });
        }

        public async ValueTask DisposeAsync()
        {
            if (screening is not null) await screening.DisposeAsync();
        }
    }
}
