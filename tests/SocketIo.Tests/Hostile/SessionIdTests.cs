using System.Text.Json;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Hostile;

public sealed class SessionIdTests
{
    private const string UnknownSession = """{"code":1,"message":"Session ID unknown"}""";

    public static TheoryData<string> Unknown =>
    [
        "sid=AAAAAAAAAAAAAAAAAAAA",
        "sid=",
        "sid",
        "sid=a&sid=b",
        "sid=__proto__",
        "sid=constructor",
        "sid=toString",
        "sid=%00",
        "sid=..%2f..",
        "sid=%f0%9f%98%80",
        "sid=%ff",
        "sid[]=a",
        "sid=" + new string('a', 4000),
    ];

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task Unknown_session_is_refused_on_both_transports(string sid)
    {
        await using var host = await TestHost.StartAsync();
        using var other = await host.JoinAsync();
        // "sid[]" is another parameter than "sid": a request with it opens a session of its own.
        var opens = sid.StartsWith("sid[]", StringComparison.Ordinal);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var request = new HttpRequestMessage(method, $"/socket.io/?EIO=4&transport=polling&{sid}");
            using var response = await host.Http.SendAsync(request);
            if (opens && method == HttpMethod.Get)
                Assert.Equal(200, (int)response.StatusCode);
            else
                Assert.Equal(opens ? 2 : 1, await CodeAsync(response));
        }

        if (!opens)
            Assert.EndsWith(UnknownSession, await UpgradeAsync(host, sid), StringComparison.Ordinal);
        Assert.Equal(opens ? 2 : 1, host.Server.ConnectionCount);
    }

    [Fact]
    public async Task Own_id_given_twice_is_unknown_and_the_session_goes_on()
    {
        await using var host = await TestHost.StartAsync();
        var client = await host.OpenPollingAsync();
        var twice = new Uri($"/socket.io/?EIO=4&transport=polling&sid={client.Sid}&sid={client.Sid}", UriKind.Relative);
        using var response = await host.Http.GetAsync(twice);
        Assert.Equal(1, await CodeAsync(response));
        await client.JoinAsync();
    }

    [Fact]
    public async Task Id_beyond_the_length_of_a_request_line_is_a_fault_of_the_client()
    {
        await using var host = await TestHost.StartAsync();
        using var connection = await WireConnection.OpenAsync(host);
        await connection.SendAsync(
            $"GET /socket.io/?EIO=4&transport=polling&sid={new string('a', 20_000)} HTTP/1.1\r\nHost: {host.Address.Authority}\r\n\r\n");
        Assert.InRange(await connection.ReadStatusAsync(), 400, 499);
    }

    [Theory]
    [InlineData("EIO=4&EIO=4&transport=polling", 5)]
    [InlineData("EIO=4&EIO=3&transport=polling", 5)]
    [InlineData("EIO=4%2C4&transport=polling", 5)]
    [InlineData("EIO=04&transport=polling", 5)]
    [InlineData("EIO=99999999999999999999&transport=polling", 5)]
    [InlineData("EIO=4&transport=polling&transport=websocket", 0)]
    [InlineData("EIO=4&transport=websocket&transport=polling", 0)]
    [InlineData("EIO=4&transport=__proto__", 0)]
    [InlineData("EIO=4&transport=constructor", 0)]
    [InlineData("EIO=4&transport=webtransport", 0)]
    public async Task Parameters_given_twice_or_made_up_open_nothing(string query, int code)
    {
        await using var host = await TestHost.StartAsync();
        using var response = await host.Http.GetAsync(new Uri($"/socket.io/?{query}", UriKind.Relative));
        Assert.Equal(code, await CodeAsync(response));
        Assert.Equal(0, host.Server.ConnectionCount);
    }

    [Fact]
    public async Task Polling_request_for_a_session_on_a_web_socket_is_refused_and_harms_nobody()
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var socket = await host.OpenWebSocketAsync();
        var sid = JsonElement.Parse((await socket.ReadAsync()).AsSpan(1)).GetProperty("sid").GetString();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var request = new HttpRequestMessage(method, $"/socket.io/?EIO=4&transport=polling&sid={sid}");
            using var response = await host.Http.SendAsync(request);
            Assert.Equal(3, await CodeAsync(response));
        }

        await socket.JoinAsync();
    }

    private static async Task<int> CodeAsync(HttpResponseMessage response)
    {
        Assert.Equal(400, (int)response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("code").GetInt32();
    }

    private static async Task<string> UpgradeAsync(TestHost host, string sid)
    {
        using var connection = await WireConnection.OpenAsync(host);
        await connection.SendAsync(WireSocket.Head($"EIO=4&transport=websocket&{sid}", host.Address.Authority));
        var head = await connection.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 400 ", head, StringComparison.Ordinal);
        return head + await connection.ReadBodyAsync(head);
    }
}
