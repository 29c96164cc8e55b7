using System.Net;
using System.Text.Json;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class HandshakeTests
{
    [Fact]
    public async Task Polling_handshake_offers_the_upgrade_and_the_limits()
    {
        await using var host = await TestHost.StartAsync(new SocketIoOptions { MaxPayload = 1234 });
        var open = await new PollingClient(host.Http).OpenAsync();
        Assert.Equal("websocket", Assert.Single(open.GetProperty("upgrades").EnumerateArray()).GetString());
        Assert.Equal(25000, open.GetProperty("pingInterval").GetInt32());
        Assert.Equal(20000, open.GetProperty("pingTimeout").GetInt32());
        Assert.Equal(1234, open.GetProperty("maxPayload").GetInt32());
    }

    [Fact]
    public async Task WebSocket_handshake_offers_no_upgrade()
    {
        await using var host = await TestHost.StartAsync();
        using var socket = await host.OpenWebSocketAsync();
        var open = JsonElement.Parse((await socket.ReadAsync()).AsSpan(1));
        Assert.Equal(0, open.GetProperty("upgrades").GetArrayLength());
        Assert.Equal(20, open.GetProperty("sid").GetString()?.Length);
    }

    [Theory]
    [InlineData("GET", "EIO=4", 0)]
    [InlineData("GET", "EIO=4&transport=carrier-pigeon", 0)]
    [InlineData("GET", "EIO=4&transport=polling&transport=polling", 0)]
    [InlineData("GET", "EIO=4&transport=polling&sid=unknown", 1)]
    [InlineData("POST", "EIO=4&transport=polling&sid=", 1)]
    [InlineData("POST", "EIO=4&transport=polling", 2)]
    [InlineData("PUT", "EIO=4&transport=polling", 2)]
    [InlineData("GET", "EIO=4&transport=websocket", 3)]
    [InlineData("GET", "transport=polling", 5)]
    [InlineData("GET", "EIO=3&transport=polling", 5)]
    public async Task Bad_requests_are_refused_with_their_code(string method, string query, int code)
    {
        await using var host = await TestHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/socket.io/?{query}");
        using var response = await host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Path_is_served_without_its_trailing_slash_too()
    {
        await using var host = await TestHost.StartAsync();
        var text = await host.Http.GetStringAsync(new Uri("/socket.io?EIO=4&transport=polling", UriKind.Relative));
        Assert.StartsWith("0{", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transports_that_are_switched_off_are_unknown()
    {
        await using var host = await TestHost.StartAsync(new SocketIoOptions { AllowPolling = false });
        using var response = await host.Http.GetAsync(new Uri("/socket.io/?EIO=4&transport=polling", UriKind.Relative));
        Assert.Equal("""{"code":0,"message":"Transport unknown"}""", await response.Content.ReadAsStringAsync());

        await using var other = await TestHost.StartAsync(new SocketIoOptions { AllowWebSocket = false });
        Assert.Equal(0, (await new PollingClient(other.Http).OpenAsync()).GetProperty("upgrades").GetArrayLength());
    }

    [Fact]
    public void Options_out_of_range_stop_the_start()
    {
        Assert.Contains("PingTimeout", new SocketIoOptions { PingTimeout = TimeSpan.Zero }.Fault(), StringComparison.Ordinal);
        Assert.Null(new SocketIoOptions().Fault());
    }
}
