using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

public sealed class SessionReadmeTests(SocketHost host) : IClassFixture<SocketHost>
{
    [Fact]
    public async Task The_walk_through_works()
    {
        var output = await WalkThrough.RunAsync(host, "Sessions");
        Assert.Contains("\"participants\"", output, StringComparison.Ordinal);
        Assert.Contains("Invalid password", output, StringComparison.Ordinal);
        Assert.Contains("Upgrade Required", output, StringComparison.Ordinal);
        Assert.Contains("101", output, StringComparison.Ordinal);
    }
}
