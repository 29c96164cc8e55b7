using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Recovery;

/// <summary>The unmodified npm client behind a line that is cut.</summary>
public sealed class RecoveryInteropTests(NpmClient npm) : IClassFixture<NpmClient>
{
    [Theory]
    [InlineData("websocket")]
    [InlineData("polling")]
    [InlineData("polling,websocket")]
    public async Task Client_misses_nothing_while_its_line_is_cut(string transports)
    {
        await using var host = await RecoveryTests.StartAsync();
        await using var line = new CuttableLine(host.Address);
        using var run = npm.Start(line.Address, transports, "recover");
        Assert.Equal("\"ready\"", await run.ReadLineAsync());
        var before = host.Server.Of().Sockets.Single();
        Tick(host, 0, 5);
        Assert.Equal("\"five\"", await run.ReadLineAsync());

        line.Cut();
        Tick(host, 5, 5);
        Assert.Equal("\"gone\"", await run.ReadLineAsync());
        // A polling client that is gone between two polls is only missed by the heartbeat: it takes over from itself.
        if (transports != "polling")
            await Eventually.BecomesTrueAsync(() => host.Server.Of().Sockets.Count == 0, "missed");
        Tick(host, 10, 5);
        line.Mend();
        Assert.Equal("""{"recovered":true,"sameId":true}""", await run.ReadLineAsync());
        Tick(host, 15, 5);
        Assert.Equal("[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19]", await run.ReadLineAsync());
        Assert.Equal(before.Id, host.Server.Of().Sockets.Single().Id);
    }

    private static void Tick(TestHost host, int from, int count)
    {
        foreach (var i in Enumerable.Range(from, count))
            host.Server.To("red").Emit("tick", i);
    }
}
