using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class TypedEventTests
{
    [Theory]
    [InlineData("""["one","a"]""", "a")]
    [InlineData("""["two","a",2]""", "a 2")]
    [InlineData("""["three","a",2,{"x":0.5,"y":1}]""", "a 2 0.5,1")]
    public async Task Handlers_take_values(string packet, string expected)
    {
        await using var host = await StartAsync();
        using var client = await host.JoinAsync();
        await client.SendAsync("42" + packet);
        Assert.Equal($$"""42["said","{{expected}}"]""", await client.ReadAsync());
    }

    [Theory]
    [InlineData("""["one",1]""")]
    [InlineData("""["one",null]""")]
    [InlineData("""["one"]""")]
    [InlineData("""["two","a","2"]""")]
    [InlineData("""["three","a",2,[]]""")]
    [InlineData("""["double",{"x":1}]""")]
    public async Task Arguments_of_another_shape_do_not_reach_them(string packet)
    {
        await using var host = await StartAsync();
        using var client = await host.JoinAsync();
        await client.SendAsync("42" + packet);
        await client.SendAsync("""42["one","next"]""");
        Assert.Equal("""42["said","next"]""", await client.ReadAsync());
    }

    [Fact]
    public async Task Value_of_a_request_is_its_acknowledgement()
    {
        await using var host = await StartAsync();
        using var client = await host.JoinAsync();
        await client.SendAsync("""427["double",21]""");
        Assert.Equal("437[42]", await client.ReadAsync());
    }

    [Fact]
    public async Task Answer_comes_as_a_value()
    {
        await using var host = await StartAsync();
        using var client = await host.JoinAsync();
        var asking = host.Server.Of().Sockets.Single().EmitWithAckAsync<Point>("where", null, Eventually.Limit);
        Assert.Equal("""420["where",null]""", await client.ReadAsync());
        await client.SendAsync("""430[{"x":1,"y":2}]""");
        Assert.Equal(new Point(1, 2), await asking);
    }

    private static Task<TestHost> StartAsync() => TestHost.WithSocketsAsync(socket =>
    {
        socket.On<string>("one", text => Say(socket, text));
        socket.On<string, int>("two", (text, number) => Say(socket, $"{text} {number}"));
        socket.On<string, int, Point>("three", (text, number, point) => Say(socket, FormattableString.Invariant($"{text} {number} {point.X},{point.Y}")));
        socket.OnRequest<int, int>("double", number => ValueTask.FromResult(number * 2));
    });

    private static ValueTask Say(SocketIoSocket socket, string text)
    {
        socket.Emit("said", text);
        return ValueTask.CompletedTask;
    }

    private sealed record Point(double X, double Y);
}
