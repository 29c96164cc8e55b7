using Matinee.Browser.Tests.Fixture;

namespace Matinee.Browser.Tests;

/// <summary>The page on which people find out how late their headphones are.</summary>
public sealed class CalibrationTests
{
    [Fact]
    public async Task The_beat_starts_and_the_delay_that_was_found_is_kept()
    {
        await using var server = await BuiltServer.StartAsync();
        await using var ana = await Viewer.OpenAsync("Ana", server, seed: 31);
        var (page, offset) = (ana.Page, ana.Page.GetByTestId("offset"));
        await page.GotoAsync("/calibrate");
        await Expect(offset).ToHaveTextAsync("0 ms");

        await page.GetByTestId("calibrate-toggle").ClickAsync();
        await Expect(page.GetByTestId("calibrate-toggle")).ToHaveTextAsync("Stop");
        for (var flash = 0; flash < 2; flash++)
        {
            await IsLitAsync(page, isLit: true);
            await IsLitAsync(page, isLit: false);
        }

        for (var step = 0; step < 3; step++) await page.GetByRole(AriaRole.Button, new() { Name = "5 ms more" }).ClickAsync();
        await Expect(offset).ToHaveTextAsync("15 ms");
        await page.GetByRole(AriaRole.Button, new() { Name = "5 ms less" }).ClickAsync();
        await Expect(offset).ToHaveTextAsync("10 ms");
        await page.GetByTestId("calibrate-toggle").ClickAsync();
        await Expect(page.GetByTestId("calibrate-toggle")).ToHaveTextAsync("Start the beat");

        await page.ReloadAsync();
        await Expect(offset).ToHaveTextAsync("10 ms");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to 0" }).ClickAsync();
        await Expect(offset).ToHaveTextAsync("0 ms");
        Assert.Empty(ana.Errors);
    }

    /// <summary>Looks in every frame: a flash is shorter than the pauses of other waits.</summary>
    private static Task IsLitAsync(IPage page, bool isLit) => page.WaitForFunctionAsync(
        "isLit => document.querySelector('[data-testid=flash]').classList.contains('lit') === isLit", isLit, new() { PollingInterval = null });
}
