namespace Matinee.Browser.Tests.Fixture;

/// <summary>axe-core, put into a page from outside.</summary>
internal static class Axe
{
    private static readonly Lazy<Task<string>> Source = new(() => Packages.ReadAsync("axe-core/axe.min.js"));

    /// <summary>One line a violation: rule, help, and the elements.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(await Source.Value);
        return await page.EvaluateAsync<string[]>(
            """
            async () => {
              const { violations, passes } = await axe.run(document, { resultTypes: ['violations'] });
              if (passes.length < 5) throw new Error('axe saw next to nothing');
              return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`);
            }
            """);
    }
}
