using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class AckTests
{
    [Fact]
    public async Task Only_the_first_acknowledgement_counts()
    {
        await using var host = await TestHost.WithSocketsAsync(socket => socket.On("ask", e =>
        {
            e.Ack("first");
            e.Ack("second");
            socket.Emit("asked", e.WantsAck);
            return ValueTask.CompletedTask;
        }));
        using var client = await host.JoinAsync();
        await client.SendAsync("""427["ask"]""");
        Assert.Equal("""437["first"]""", await client.ReadAsync());
        Assert.Equal("""42["asked",true]""", await client.ReadAsync());
        await client.SendAsync("""42["ask"]""");
        Assert.Equal("""42["asked",false]""", await client.ReadAsync());
    }

    [Fact]
    public async Task Client_acknowledges_an_event_of_the_server()
    {
        await using var host = await TestHost.StartAsync();
        using var client = await host.JoinAsync();
        var answer = (await SocketAsync(host)).EmitWithAckAsync("ask", new { Id = 1 }, Eventually.Limit);
        Assert.Equal("""420["ask",{"id":1}]""", await client.ReadAsync());
        await client.SendAsync("""430["yes",2]""");
        var args = await answer;
        Assert.Equal("yes", args.Get<string>(0));
        Assert.Equal(2, args.Get<int>(1));
    }

    [Fact]
    public async Task Missing_acknowledgement_times_out()
    {
        var clock = new ManualClock();
        await using var host = await TestHost.StartAsync(clock: clock);
        using var client = await host.JoinAsync();
        var answer = (await SocketAsync(host)).EmitWithAckAsync("ask", 1, TimeSpan.FromSeconds(5));
        Assert.Equal("""420["ask",1]""", await client.ReadAsync());
        clock.Advance(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAsync<TimeoutException>(() => answer);
    }

    [Fact]
    public async Task Disconnected_client_acknowledges_nothing()
    {
        await using var host = await TestHost.StartAsync();
        using var client = await host.JoinAsync();
        var socket = await SocketAsync(host);
        var answer = socket.EmitWithAckAsync("ask", 1, TimeSpan.FromHours(1));
        Assert.Equal("""420["ask",1]""", await client.ReadAsync());
        client.Vanish();
        await Assert.ThrowsAsync<TimeoutException>(() => answer);
        await Assert.ThrowsAsync<TimeoutException>(() => socket.EmitWithAckAsync("ask", 1, TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData("43999[1]")]
    [InlineData("43[1]")]
    [InlineData("4399999999999999999999999999999999999[1]")]
    public async Task Unknown_or_huge_ids_are_ignored(string packet)
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        await client.SendAsync(packet);
        await client.SendAsync("""42["echo",1]""");
        Assert.Equal("""42["echo",1]""", await client.ReadAsync());
    }

    [Fact]
    public async Task Event_with_a_huge_id_is_taken_as_one_without_an_acknowledgement()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        await client.SendAsync("""4299999999999999999999999["echo",1]""");
        Assert.Equal("""42["echo",1]""", await client.ReadAsync());
        await client.SendAsync("""429007199254740991["echo",1]""");
        Assert.Equal("""439007199254740991[1]""", await client.ReadAsync());
    }

    private static async Task<SocketIoSocket> SocketAsync(TestHost host)
    {
        await Eventually.BecomesTrueAsync(() => host.Server.Of("/").Sockets.Count == 1, "joined");
        return host.Server.Of("/").Sockets.Single();
    }
}
