using Matinee.SocketIo.Tests.Fixture;
using SocketIOClient;
using SocketIOClient.Transport;
using NuGetClient = SocketIOClient.SocketIO;

namespace Matinee.SocketIo.Tests.Interop;

/// <summary>The NuGet package SocketIOClient against a real host, on each transport.</summary>
public sealed class DotNetClientTests
{
    public static TheoryData<TransportProtocol, bool> Transports => new()
    {
        { TransportProtocol.WebSocket, false },
        { TransportProtocol.Polling, false },
        { TransportProtocol.Polling, true },
    };

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Connects_with_auth_and_disconnects(TransportProtocol transport, bool upgrade)
    {
        await using var host = await InteropHost.StartAsync();
        var reason = new TaskCompletionSource<DisconnectReason>();
        host.Server.Of("/").OnConnection(socket => Events.Report(socket, reason));
        using var client = await ConnectAsync(host, transport, upgrade);
        Assert.Equal(client.Id, Assert.Single(host.Server.Of("/").Sockets).Id);
        await client.DisconnectAsync();
        Assert.Contains(await reason.WithinLimitAsync(), new[] { DisconnectReason.ClientNamespaceDisconnect, DisconnectReason.TransportClose });
        Assert.False(client.Connected);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Is_refused_with_the_message_of_the_middleware(TransportProtocol transport, bool upgrade)
    {
        await using var host = await InteropHost.StartAsync();
        var error = new TaskCompletionSource<string>();
        using var client = Create(host, transport, upgrade, token: "bad");
        client.OnError += (_, message) => error.TrySetResult(message);
        // This client's ConnectAsync returns only when it is connected or gives up.
        _ = client.ConnectAsync();
        Assert.Equal("Unauthorised", await error.WithinLimitAsync());
        Assert.Empty(host.Server.Of("/").Sockets);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Events_come_back(TransportProtocol transport, bool upgrade)
    {
        await using var host = await InteropHost.StartAsync();
        using var client = await ConnectAsync(host, transport, upgrade);
        var echo = new TaskCompletionSource<(int, string, bool)>();
        client.On("echo", e => echo.TrySetResult((e.GetValue<int>(), e.GetValue<string>(1), e.GetValue(2).GetProperty("three").GetBoolean())));
        await client.EmitAsync("echo", 1, "zwei 😀", new { three = true });
        Assert.Equal((1, "zwei 😀", true), await echo.WithinLimitAsync());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Acknowledgements_go_both_ways(TransportProtocol transport, bool upgrade)
    {
        await using var host = await InteropHost.StartAsync();
        using var client = await ConnectAsync(host, transport, upgrade);
        var answer = new TaskCompletionSource<string>();
        await client.EmitAsync("echo", e => answer.TrySetResult(e.GetValue<string>()), "ping");
        Assert.Equal("ping", await answer.WithinLimitAsync());

        var answered = new TaskCompletionSource<string>();
        client.On("question", e => _ = e.CallbackAsync(e.GetValue<string>() + "!"));
        client.On("answered", e => answered.TrySetResult(e.GetValue<string>()));
        await client.EmitAsync("ask-me");
        Assert.Equal("hello!", await answered.WithinLimitAsync());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Binary_goes_both_ways(TransportProtocol transport, bool upgrade)
    {
        await using var host = await InteropHost.StartAsync();
        using var client = await ConnectAsync(host, transport, upgrade);
        var files = new TaskCompletionSource<SocketIOResponse>();
        client.On("files", e => files.TrySetResult(e));
        await client.EmitAsync("send-files");
        var received = await files.WithinLimitAsync();
        Assert.Equal([1, 2, 3], received.GetValue<byte[]>());
        Assert.Equal("between", received.GetValue<string>(1));
        Assert.Empty(received.GetValue<byte[]>(2));

        var lengths = new TaskCompletionSource<int[]>();
        await client.EmitAsync("measure", e => lengths.TrySetResult(e.GetValue<int[]>()), new byte[] { 1, 2, 3 }, new { file = new byte[70_000] });
        var measured = await lengths.WithinLimitAsync();
        Assert.Equal([3, 70_000], measured);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Namespace_of_the_address_is_joined(TransportProtocol transport, bool upgrade)
    {
        await using var host = await InteropHost.StartAsync();
        using var client = await ConnectAsync(host, transport, upgrade, "/custom");
        Assert.Single(host.Server.Of("/custom").Sockets);
        Assert.Empty(host.Server.Of("/").Sockets);
        var said = new TaskCompletionSource<string>();
        client.On("said", e => said.TrySetResult(e.GetValue<string>()));
        host.Server.Of("/").Emit("said", "to the others");
        host.Server.Of("/custom").Emit("said", "to you");
        Assert.Equal("to you", await said.WithinLimitAsync());
    }

    private static async Task<NuGetClient> ConnectAsync(TestHost host, TransportProtocol transport, bool upgrade, string name = "")
    {
        var client = Create(host, transport, upgrade, "good", name);
        await client.ConnectAsync().WaitAsync(Eventually.Limit);
        await Eventually.BecomesTrueAsync(() => client.Connected && host.Server.Of("/" + name.TrimStart('/')).Sockets.Count == 1, "connected");
        return client;
    }

    private static NuGetClient Create(TestHost host, TransportProtocol transport, bool upgrade, string token, string name = "") =>
        new(new Uri(host.Address, name), new SocketIOOptions
        {
            Transport = transport,
            AutoUpgrade = upgrade,
            Auth = new { token },
            Reconnection = false,
        });
}
