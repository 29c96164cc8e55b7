using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class NamespaceTests
{
    [Fact]
    public async Task Auth_and_request_are_in_the_handshake()
    {
        var seen = new TaskCompletionSource<SocketIoHandshake>();
        await using var host = await TestHost.WithSocketsAsync(socket => seen.TrySetResult(socket.Handshake));
        using var client = await host.OpenWebSocketAsync("EIO=4&transport=websocket&room=7");
        await client.ReadAsync();
        await client.JoinAsync(auth: """{"token":"abc"}""");
        var handshake = await seen.WithinLimitAsync();
        Assert.Equal("""{"token":"abc"}""", handshake.Auth.GetRawText());
        Assert.Equal("7", handshake.Query["room"]);
        Assert.Equal(host.Address.Authority, handshake.Headers.Host);
        Assert.Equal("127.0.0.1", handshake.RemoteAddress?.ToString());
    }

    [Fact]
    public async Task Missing_auth_is_an_empty_object()
    {
        await using var host = await TestHost.WithSocketsAsync(socket => socket.Emit("auth", socket.Handshake.Auth));
        using var client = await host.JoinAsync();
        Assert.Equal("""42["auth",{}]""", await client.ReadAsync());
    }

    [Theory]
    [InlineData("40/custom", "40/custom,")]
    [InlineData("40/custom,", "40/custom,")]
    [InlineData("40/custom,{}", "40/custom,")]
    [InlineData("40/", "40")]
    public async Task Namespace_may_come_without_its_comma(string packet, string reply)
    {
        await using var host = await TestHost.StartAsync(configure: server => server.Of("/custom"));
        using var client = await host.OpenWebSocketAsync();
        await client.ReadAsync();
        await client.SendAsync(packet);
        Assert.StartsWith(reply + "{\"sid\":", await client.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_namespace_is_refused_and_not_created()
    {
        await using var host = await TestHost.StartAsync();
        using var client = await host.JoinAsync();
        await client.SendAsync("40/random");
        Assert.Equal("""44/random,{"message":"Invalid namespace"}""", await client.ReadAsync());
        await client.SendAsync("40/random,");
        Assert.Equal("""44/random,{"message":"Invalid namespace"}""", await client.ReadAsync());
    }

    [Fact]
    public async Task Middleware_refuses_with_message_and_data_and_the_client_may_try_again()
    {
        await using var host = await TestHost.StartAsync(configure: server => server.Of("/").Use((socket, ct) =>
            ValueTask.FromResult(socket.Handshake.Auth.TryGetProperty("token"u8, out var _)
                ? null
                : new ConnectError("Unauthorised", new { code = 401 }))));
        using var client = await host.OpenWebSocketAsync();
        await client.ReadAsync();
        await client.SendAsync("40");
        Assert.Equal("""44{"message":"Unauthorised","data":{"code":401}}""", await client.ReadAsync());
        Assert.Empty(host.Server.Of("/").Sockets);
        await client.JoinAsync(auth: """{"token":1}""");
    }

    [Fact]
    public async Task Middleware_runs_in_order_and_the_first_refusal_counts()
    {
        var ran = new List<int>();
        await using var host = await TestHost.StartAsync(configure: server =>
        {
            server.Of("/").Use((_, _) => Note(ran, 1, refusal: null));
            server.Of("/").Use((_, _) => Note(ran, 2, new ConnectError("two")));
            server.Of("/").Use((_, _) => Note(ran, 3, new ConnectError("three")));
        });
        using var client = await host.OpenWebSocketAsync();
        await client.ReadAsync();
        await client.SendAsync("40");
        Assert.Equal("""44{"message":"two"}""", await client.ReadAsync());
        Assert.Equal([1, 2], ran);
    }

    [Fact]
    public async Task Exception_in_middleware_refuses_without_its_text()
    {
        await using var host = await TestHost.StartAsync(configure: server =>
            server.Of("/").Use((_, _) => throw new InvalidOperationException("secret")));
        using var client = await host.OpenWebSocketAsync();
        await client.ReadAsync();
        await client.SendAsync("40");
        Assert.Equal("""44{"message":"Internal error"}""", await client.ReadAsync());
    }

    [Fact]
    public async Task Middleware_is_cancelled_when_the_client_goes_away()
    {
        var started = new TaskCompletionSource<bool>();
        var cancelled = new TaskCompletionSource<bool>();
        await using var host = await TestHost.StartAsync(configure: server => server.Of("/").Use(async (_, ct) =>
        {
            started.TrySetResult(true);
            ct.Register(() => cancelled.TrySetResult(true));
            await cancelled.Task;
            ct.ThrowIfCancellationRequested();
            return null;
        }));
        using var client = await host.OpenWebSocketAsync();
        await client.ReadAsync();
        await client.SendAsync("40");
        await started.WithinLimitAsync();
        client.Vanish();
        Assert.True(await cancelled.WithinLimitAsync());
        Assert.Empty(host.Server.Of("/").Sockets);
    }

    [Fact]
    public async Task Leaving_one_namespace_keeps_the_other_and_late_packets_are_dropped()
    {
        var left = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(configure: server =>
        {
            server.Of("/").OnConnection(Events.Echo);
            server.Of("/custom").OnConnection(socket => Events.Report(socket, left));
        });
        using var client = await host.JoinAsync();
        await client.JoinAsync("/custom");
        await client.SendAsync("41/custom,");
        Assert.Equal(DisconnectReason.ClientNamespaceDisconnect, await left.WithinLimitAsync());
        await client.SendAsync("""42/custom,["late"]""");
        await client.SendAsync("""42["echo",1]""");
        Assert.Equal("""42["echo",1]""", await client.ReadAsync());
        await client.JoinAsync("/custom");
    }

    [Theory]
    [InlineData("""42["echo"]""")]
    [InlineData("41")]
    [InlineData("""430[]""")]
    [InlineData("""42/custom,["echo"]""")]
    public async Task First_packet_must_be_a_connect(string packet)
    {
        await using var host = await TestHost.StartAsync(configure: server => server.Of("/custom"));
        using var client = await host.OpenWebSocketAsync();
        await client.ReadAsync();
        await client.SendAsync(packet);
        Assert.NotNull(await client.ReadCloseAsync());
        await Eventually.BecomesTrueAsync(() => host.Server.ConnectionCount == 0, "session removed");
    }

    private static ValueTask<ConnectError?> Note(List<int> ran, int number, ConnectError? refusal)
    {
        ran.Add(number);
        return ValueTask.FromResult(refusal);
    }
}
