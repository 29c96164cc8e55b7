using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.PlayerStatus;

public sealed class StatusReadmeTests(SocketHost host) : IClassFixture<SocketHost>
{
    [Fact]
    public async Task The_walk_through_works_as_it_stands()
    {
        var output = await ReadmeWalkThrough.RunAsync("PlayerStatus", host.CreateClient().BaseAddress!);
        Assert.Contains("\"success\":true", output, StringComparison.Ordinal);
        Assert.Contains("\"users\":{\"user123\":[{", output, StringComparison.Ordinal);
        Assert.Contains("player.volume", output, StringComparison.Ordinal);
    }
}
