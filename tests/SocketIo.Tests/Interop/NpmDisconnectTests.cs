using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Interop;

/// <summary>The reasons that the unmodified npm client and the server give for the same end.</summary>
public sealed class NpmDisconnectTests(NpmClient npm) : IClassFixture<NpmClient>
{
    private const string File = "disconnects.mjs";

    public static TheoryData<string> Transports => ["websocket", "polling", "polling,websocket"];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Disconnect_of_the_client(string transports)
    {
        await using var host = await InteropHost.StartAsync();
        var reason = new TaskCompletionSource<DisconnectReason>();
        host.Server.Of("/").OnConnection(socket => Events.Report(socket, reason));
        using var run = npm.Start(host.Address, transports, "byTheClient", File);
        Assert.Equal("\"io client disconnect\"", await run.ReadLineAsync());
        Assert.Equal(DisconnectReason.ClientNamespaceDisconnect, await reason.WithinLimitAsync());
        await run.WriteLineAsync();
        Assert.Equal("false", await run.ReadLineAsync());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task End_of_the_server(string transports)
    {
        await using var host = await InteropHost.StartAsync();
        var reason = new TaskCompletionSource<DisconnectReason>();
        host.Server.Of("/").OnConnection(socket => Events.Report(socket, reason));
        using var run = npm.Start(host.Address, transports, "byTheServersEnd", File);
        Assert.Equal("\"ready\"", await run.ReadLineAsync());
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.SingleOrDefault()?.IsWritable == true, "reachable");
        await host.StopAsync();
        Assert.Equal("\"transport close\"", await run.ReadLineAsync());
        Assert.Equal(DisconnectReason.ServerShuttingDown, await reason.WithinLimitAsync());
    }

    [Theory]
    [InlineData("websocket")]
    [InlineData("polling")]
    public async Task Server_that_is_silent_for_too_long(string transports)
    {
        // Its clock stands, so that it never pings; the client's does not.
        var options = new SocketIoOptions { PingInterval = TimeSpan.FromMilliseconds(100), PingTimeout = TimeSpan.FromMilliseconds(200) };
        await using var host = await InteropHost.StartAsync(options, new ManualClock());
        Assert.Equal("\"ping timeout\"", await npm.RunAsync(host.Address, transports, "byTheHeartbeat", File));
    }

    [Theory]
    [InlineData("websocket", "transport close")]
    [InlineData("polling", "transport error")]
    [InlineData("polling,websocket", "transport close")]
    public async Task Message_beyond_the_limit(string transports, string expected)
    {
        await using var host = await InteropHost.StartAsync(new SocketIoOptions { MaxPayload = 20_000 });
        Assert.Equal($"\"{expected}\"", await npm.RunAsync(host.Address, transports, "byTooMuchData", File));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task End_of_one_namespace(string transports)
    {
        await using var host = await InteropHost.StartAsync();
        Assert.Equal("""["io server disconnect","main",true,false]""", await npm.RunAsync(host.Address, transports, "ofOneNamespace", File));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Return_by_hand(string transports)
    {
        await using var host = await InteropHost.StartAsync();
        Assert.Equal("""["io server disconnect",true,"again"]""", await npm.RunAsync(host.Address, transports, "andBackByHand", File));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Return_by_itself_with_what_was_emitted_meanwhile(string transports)
    {
        await using var host = await InteropHost.StartAsync();
        Assert.Equal("""["forced close","buffered"]""", await npm.RunAsync(host.Address, transports, "andBackWithWhatWasBuffered", File));
    }
}
