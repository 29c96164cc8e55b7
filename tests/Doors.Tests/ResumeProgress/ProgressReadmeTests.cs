using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.ResumeProgress;

public sealed class ProgressReadmeTests(OpenProgressHost host) : IClassFixture<OpenProgressHost>
{
    [Fact]
    public async Task The_walk_through_works_as_it_stands()
    {
        var output = await ReadmeWalkThrough.RunAsync("ResumeProgress", host.CreateClient().BaseAddress!);
        Assert.Contains("{\"currentTime\":3600,", output, StringComparison.Ordinal);
        Assert.Contains("\"tmdbId\":\"a/b\"", output, StringComparison.Ordinal);
        Assert.Contains("ZodError", output, StringComparison.Ordinal);
        Assert.Equal("[\"12345\"]", $"[\"{string.Join(',', (await host.Stranger().AllProgressAsync("user_123456")).Json.EnumerateArray().Select(entry => entry.GetProperty("tmdbId").GetString()))}\"]");
    }
}
