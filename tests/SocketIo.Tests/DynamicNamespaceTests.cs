using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class DynamicNamespaceTests
{
    [Fact]
    public async Task Namespace_that_matches_comes_into_being_and_is_apart_from_the_others()
    {
        await using var host = await StartAsync();
        using var one = await host.JoinAsync("/room-1");
        using var two = await host.JoinAsync("/room-2");
        Assert.Equal("""42/room-1,["welcome","/room-1"]""", await one.ReadAsync());
        Assert.Equal("""42/room-2,["welcome","/room-2"]""", await two.ReadAsync());
        await one.SendAsync("""42/room-1,["shout","hello"]""");
        Assert.Equal("""42/room-1,["shouted","hello"]""", await one.ReadAsync());
        await two.SendAsync("""42/room-2,["shout","there"]""");
        Assert.Equal("""42/room-2,["shouted","there"]""", await two.ReadAsync());
    }

    [Theory]
    [InlineData("/other")]
    [InlineData("/__proto__")]
    public async Task Namespace_that_does_not_match_is_refused(string name)
    {
        await using var host = await StartAsync();
        using var client = await host.JoinAsync();
        await client.SendAsync($"40{name},");
        Assert.Equal($$"""44{{name}},{"message":"Invalid namespace"}""", await client.ReadAsync());
    }

    [Fact]
    public async Task Middleware_of_the_family_may_refuse()
    {
        await using var host = await StartAsync();
        using var client = await host.JoinAsync();
        await client.SendAsync("40/room-secret,");
        Assert.Equal("""44/room-secret,{"message":"secret"}""", await client.ReadAsync());
    }

    [Fact]
    public async Task Namespace_goes_when_nobody_is_left_in_it()
    {
        SocketIoNamespaceFamily? family = null;
        var clock = new ManualClock();
        await using var host = await TestHost.StartAsync(clock: clock, configure: server => family = Rooms(server));
        using var client = await host.JoinAsync("/room-1");
        await client.ReadAsync();
        Assert.Equal("/room-1", Assert.Single(family!.Children).Name);
        await client.SendAsync("41/room-1,");
        await Eventually.BecomesTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return family.Children.Count == 0;
            },
            "the namespace is dropped");
    }

    [Fact]
    public async Task Connection_joins_at_most_sixty_four_namespaces()
    {
        await using var host = await StartAsync();
        using var client = await host.OpenWebSocketAsync();
        await client.ReadAsync();
        for (var i = 0; i < 64; i++)
        {
            await client.JoinAsync($"/room-{i}");
            await client.ReadAsync();
        }

        await client.SendAsync("40/room-64,");
        Assert.NotNull(await client.ReadCloseAsync());
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(configure: server => Rooms(server));

    private static SocketIoNamespaceFamily Rooms(SocketIoServer server)
    {
        var family = server.Of(name => name.StartsWith("/room-", StringComparison.Ordinal));
        family.Use((socket, _) => ValueTask.FromResult(socket.Namespace.Name == "/room-secret" ? new ConnectError("secret") : null));
        family.OnConnection(socket =>
        {
            socket.Emit("welcome", socket.Namespace.Name);
            socket.On("shout", e =>
            {
                socket.Namespace.Emit("shouted", e.Args[0]);
                return ValueTask.CompletedTask;
            });
            return ValueTask.CompletedTask;
        });
        return family;
    }
}
