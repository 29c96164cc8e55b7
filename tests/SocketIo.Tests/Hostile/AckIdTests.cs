using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Hostile;

public sealed class AckIdTests
{
    [Fact]
    public async Task Second_acknowledgement_of_the_same_id_changes_nothing()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        var answer = (await SocketAsync(host)).EmitWithAckAsync("ask", null, Eventually.Limit);
        Assert.Equal("""420["ask",null]""", await client.ReadAsync());
        await client.SendAsync("""430["first"]""");
        await client.SendAsync("""430["second"]""");
        await client.SendAsync("""430[]""");
        Assert.Equal("first", (await answer).Get<string>(0));
        await AssertAliveAsync(client);
    }

    [Fact]
    public async Task Another_client_cannot_answer()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var asked = await host.JoinAsync();
        var answer = (await SocketAsync(host)).EmitWithAckAsync("ask", null, Eventually.Limit);
        Assert.Equal("""420["ask",null]""", await asked.ReadAsync());
        using var other = await host.JoinAsync();
        await other.SendAsync("""430["forged"]""");
        await AssertAliveAsync(other);
        await asked.SendAsync("""430["mine"]""");
        Assert.Equal("mine", (await answer).Get<string>(0));
    }

    [Fact]
    public async Task Another_namespace_of_the_same_client_cannot_answer()
    {
        await using var host = await TestHost.StartAsync(configure: server =>
        {
            server.Of("/").OnConnection(Events.Echo);
            server.Of("/other");
        });
        using var client = await host.JoinAsync();
        await client.JoinAsync("/other");
        var answer = (await SocketAsync(host)).EmitWithAckAsync("ask", null, Eventually.Limit);
        Assert.Equal("""420["ask",null]""", await client.ReadAsync());
        await client.SendAsync("""43/other,0["forged"]""");
        await client.SendAsync("""430["mine"]""");
        Assert.Equal("mine", (await answer).Get<string>(0));
    }

    [Fact]
    public async Task Late_answer_is_ignored()
    {
        var clock = new ManualClock();
        await using var host = await TestHost.StartAsync(clock: clock, configure: server => server.Of("/").OnConnection(Events.Echo));
        using var client = await host.JoinAsync();
        var answer = (await SocketAsync(host)).EmitWithAckAsync("ask", null, TimeSpan.FromSeconds(2));
        Assert.Equal("""420["ask",null]""", await client.ReadAsync());
        clock.Advance(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<TimeoutException>(() => answer);
        await client.SendAsync("""430["late"]""");
        await AssertAliveAsync(client);
    }

    [Fact]
    public async Task Events_with_one_id_are_answered_one_by_one()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        for (var i = 0; i < 3; i++)
            await client.SendAsync($"""425["echo",{i}]""");
        for (var i = 0; i < 3; i++)
            Assert.Equal($"435[{i}]", await client.ReadAsync());
    }

    [Theory]
    [InlineData("430[1]")]
    [InlineData("431[1]")]
    [InlineData("439007199254740991[1]")]
    [InlineData("439007199254740992[1]")]
    [InlineData("4318446744073709551616[1]")]
    [InlineData("43000000000000000000000000000000000000000000[1]")]
    [InlineData("461-7[{\"_placeholder\":true,\"num\":0}]")]
    public async Task Answer_that_nobody_asked_for_is_ignored(string packet)
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        await client.SendAsync(packet);
        if (packet.StartsWith("46", StringComparison.Ordinal))
            await client.SendAsync([1, 2, 3]);
        await AssertAliveAsync(client);
    }

    [Fact]
    public async Task Id_of_a_thousand_digits_is_not_waited_for()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        await client.SendAsync($"42{new string('9', 1000)}[\"echo\",1]");
        Assert.Equal("""42["echo",1]""", await client.ReadAsync());
    }

    private static async Task AssertAliveAsync(RawWebSocket client)
    {
        await client.SendAsync("""42["echo","alive"]""");
        Assert.Equal("""42["echo","alive"]""", await client.ReadAsync());
    }

    /// <summary>Of the one client that is there.</summary>
    private static async Task<SocketIoSocket> SocketAsync(TestHost host)
    {
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 1, "joined");
        return host.Server.Of("/").Sockets.Single();
    }
}
