using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Recovery;

/// <summary>When a client starts anew instead of being recovered.</summary>
public sealed class RecoveryLimitTests
{
    [Fact]
    public async Task Too_late_is_a_new_socket()
    {
        var clock = new ManualClock();
        await using var host = await RecoveryTests.StartAsync(new() { Recovery = new() { MaxDisconnection = TimeSpan.FromMinutes(2) } }, clock);
        using var ana = await RecoveringClient.ConnectAsync(host);
        using var ben = await RecoveringClient.ConnectAsync(host);
        await RecoveryTests.LoseAsync(host, ana);
        await RecoveryTests.LoseAsync(host, ben);
        clock.Advance(TimeSpan.FromSeconds(119));
        using var inTime = await ben.ComeBackAsync(host);
        Assert.Equal(ben.Id, inTime.Id);
        clock.Advance(TimeSpan.FromSeconds(2));
        using var late = await ana.ComeBackAsync(host);
        Assert.NotEqual(ana.Id, late.Id);
        Assert.NotEqual(ana.PrivateId, late.PrivateId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("__proto__")]
    public async Task Others_cannot_take_a_socket_over_by_its_public_id(string ending)
    {
        await using var host = await RecoveryTests.StartAsync();
        using var ana = await RecoveringClient.ConnectAsync(host);
        foreach (var pid in new[] { ana.Id + ending, ana.Id + new string('A', ana.Id.Length), ana.PrivateId[..^1] + "~" })
        {
            using var thief = await RecoveringClient.ConnectAsync(host, $$"""{"pid":"{{pid}}"}""");
            Assert.NotEqual(ana.Id, thief.Id);
        }

        Assert.Contains(host.Server.Of().Sockets, socket => socket.Id == ana.Id);
    }

    [Theory]
    [InlineData("""{"pid":5,"offset":[]}""")]
    [InlineData("""{"pid":null,"offset":"zz"}""")]
    [InlineData("""{"pid":"\ud800","offset":"\ud800"}""")]
    public async Task Nonsense_in_the_request_is_a_new_socket(string auth)
    {
        await using var host = await RecoveryTests.StartAsync();
        using var client = await RecoveringClient.ConnectAsync(host, auth);
        Assert.Equal(40, client.PrivateId.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_was_disconnected_on_purpose_does_not_come_back(bool byServer)
    {
        await using var host = await RecoveryTests.StartAsync();
        using var ana = await RecoveringClient.ConnectAsync(host);
        if (byServer)
            host.Server.Of().Sockets.Single().Disconnect();
        else
            await ana.Socket.SendAsync("41");
        await Eventually.BecomesTrueAsync(() => host.Server.Of().Sockets.Count == 0, "gone");
        using var back = await ana.ComeBackAsync(host);
        Assert.NotEqual(ana.Id, back.Id);
    }

    [Fact]
    public async Task Whoever_is_thrown_out_while_away_hears_nothing_more()
    {
        await using var host = await RecoveryTests.StartAsync();
        using var ana = await RecoveringClient.ConnectAsync(host);
        await RecoveryTests.LoseAsync(host, ana);
        host.Server.To("red").Emit("news", "before");
        host.Server.To("red").SocketsLeave("red");
        host.Server.To("red").Emit("news", "after");
        host.Server.Emit("news", "to all");
        using var back = await ana.ComeBackAsync(host);
        Assert.Equal(ana.Id, back.Id);
        Assert.Equal("to all", await back.ReadAsync());

        await RecoveryTests.LoseAsync(host, back);
        host.Server.Of().Everyone().DisconnectSockets(close: true);
        using var again = await back.ComeBackAsync(host);
        Assert.NotEqual(ana.Id, again.Id);
    }

    [Fact]
    public async Task Events_dropped_for_space_end_the_recovery_of_those_who_would_miss_one()
    {
        await using var host = await RecoveryTests.StartAsync(new() { Recovery = new() { MaxBytes = 2000 } });
        using var ana = await RecoveringClient.ConnectAsync(host);
        await RecoveryTests.LoseAsync(host, ana);
        host.Server.To("blue").Emit("news", new string('x', 1500));
        using (var back = await ana.ComeBackAsync(host))
        {
            Assert.Equal(ana.Id, back.Id);
            await RecoveryTests.LoseAsync(host, back);
        }

        for (var i = 0; i < 3; i++)
            host.Server.To("red").Emit("news", new string('x', 1500));
        using var late = await ana.ComeBackAsync(host);
        Assert.NotEqual(ana.Id, late.Id);
    }

    [Fact]
    public async Task Beyond_the_most_sessions_the_first_to_leave_is_forgotten()
    {
        await using var host = await RecoveryTests.StartAsync(new() { Recovery = new() { MaxSessions = 1 } });
        using var ana = await RecoveringClient.ConnectAsync(host);
        using var ben = await RecoveringClient.ConnectAsync(host);
        await RecoveryTests.LoseAsync(host, ana);
        await RecoveryTests.LoseAsync(host, ben);
        using var anaBack = await ana.ComeBackAsync(host);
        using var benBack = await ben.ComeBackAsync(host);
        Assert.NotEqual(ana.Id, anaBack.Id);
        Assert.Equal(ben.Id, benBack.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Middleware_is_asked_again_unless_it_is_to_be_spared(bool skip)
    {
        var isOpen = true;
        await using var host = await TestHost.StartAsync(new() { Recovery = new() { SkipMiddleware = skip } }, configure: server =>
            server.Use((_, _) => ValueTask.FromResult(isOpen ? null : new ConnectError("closed"))));
        using var ana = await RecoveringClient.ConnectAsync(host);
        await RecoveryTests.LoseAsync(host, ana);
        isOpen = false;
        using var socket = await host.OpenWebSocketAsync();
        await socket.ReadAsync();
        await socket.SendAsync($$"""40{"pid":"{{ana.PrivateId}}"}""");
        var answer = await socket.ReadAsync();
        Assert.StartsWith(skip ? $$"""40{"sid":"{{ana.Id}}""" : """44{"message":"closed"}""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_recovery_nothing_is_added_to_the_protocol()
    {
        await using var host = await RecoveryTests.StartAsync(new SocketIoOptions());
        using var socket = await host.JoinAsync();
        host.Server.Emit("news", "one");
        Assert.Equal("""42["news","one"]""", await socket.ReadAsync());
        Assert.False(host.Server.Of().Sockets.Single().Recovered);
    }
}
