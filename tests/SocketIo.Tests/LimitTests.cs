using System.Net.WebSockets;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class LimitTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_beyond_the_limit_is_too_large(bool announced)
    {
        await using var host = await TestHost.StartAsync(new SocketIoOptions { MaxPayload = 20_000 });
        var client = await host.OpenPollingAsync();
        using var content = new StreamContent(new MemoryStream(new byte[20_001]));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/socket.io/?EIO=4&transport=polling&sid={client.Sid}");
        request.Content = content;
        request.Headers.TransferEncodingChunked = !announced;
        using var response = await host.Http.SendAsync(request);
        Assert.Equal(413, (int)response.StatusCode);
    }

    [Fact]
    public async Task Post_of_exactly_the_limit_passes()
    {
        await using var host = await TestHost.StartAsync(Events.Echo, new SocketIoOptions { MaxPayload = 20_000 });
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        var packet = $"42[\"echo\",\"{new string('x', 20_000 - 13)}\"]";
        Assert.Equal(20_000, packet.Length);
        Assert.Equal(200, (await client.PostAsync(packet)).Status);
        Assert.Equal((200, packet), await client.PollAsync());
    }

    [Fact]
    public async Task Message_beyond_the_limit_closes_the_web_socket()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason), new SocketIoOptions { MaxPayload = 20_000 });
        using var client = await host.JoinAsync();
        await client.SendAsync($"42[\"{new string('x', 200_000)}\"]");
        Assert.Equal(DisconnectReason.TransportError, await reason.WithinLimitAsync());
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Json_deeper_than_64_closes_the_connection()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        var fine = $"42[\"echo\",{new string('[', 63)}{new string(']', 63)}]";
        await client.SendAsync(fine);
        Assert.Equal(fine, await client.ReadAsync());
        await client.SendAsync($"42[\"echo\",{new string('[', 64)}{new string(']', 64)}]");
        Assert.NotNull(await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Polling_client_that_does_not_collect_is_disconnected()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(
            socket => Events.Report(socket, reason), new SocketIoOptions { MaxQueuedBytes = 64 * 1024 });
        var slow = await host.OpenPollingAsync();
        await slow.JoinAsync();
        using var quick = await host.JoinAsync();
        for (var i = 0; i < 10; i++)
        {
            host.Server.Of("/").Emit("big", new string('x', 10_000));
            await quick.ReadAsync();
        }

        Assert.Equal(DisconnectReason.TransportError, await reason.WithinLimitAsync());
        Assert.Equal(400, (await slow.PollAsync()).Status);
        Assert.Single(host.Server.Of("/").Sockets);
    }

    [Fact]
    public async Task WebSocket_client_that_does_not_read_is_disconnected()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(
            socket => Events.Report(socket, reason), new SocketIoOptions { MaxQueuedBytes = 64 * 1024 });
        using var client = await host.JoinAsync();
        // The kernel and Kestrel buffer some megabytes before the queue itself fills up.
        var text = new string('x', 50_000);
        for (var i = 0; i < 2000 && !reason.Task.IsCompleted; i++)
            host.Server.Of("/").Emit("big", text);
        Assert.Equal(DisconnectReason.TransportError, await reason.WithinLimitAsync());
        Assert.Null(await client.ReadCloseAsync());
    }

    [Fact]
    public async Task Client_that_outruns_its_handlers_is_no_longer_read_from()
    {
        var handled = 0;
        var handledWhenLastWasRead = new TaskCompletionSource<int>();
        await using var host = await TestHost.WithSocketsAsync(socket =>
        {
            socket.On("slow", async _ =>
            {
                await Task.Yield();
                Interlocked.Increment(ref handled);
            });
            socket.OnImmediate("last", _ => handledWhenLastWasRead.TrySetResult(Volatile.Read(ref handled)));
        });
        var client = await host.OpenPollingAsync();
        await client.JoinAsync();
        var body = string.Concat(Enumerable.Repeat("42[\"slow\"]" + PollingClient.Separator, 2000)) + "42[\"last\"]";
        Assert.Equal(200, (await client.PostAsync(body)).Status);
        Assert.InRange(await handledWhenLastWasRead.WithinLimitAsync(), 2000 - 130, 2000);
    }
}
