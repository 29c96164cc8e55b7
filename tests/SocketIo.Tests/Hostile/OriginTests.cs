using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Hostile;

public sealed class OriginTests
{
    private static readonly SocketIoOptions Listed = new() { AllowedOrigins = ["https://app.example"] };

    public static TheoryData<string> Foreign =>
    [
        "https://evil.example", "http://app.example", "https://app.example:8443", "https://app.example.evil.example",
        "https://evil-app.example", "https://app.example@evil.example", "https://app.example/", "https://app.example/path", "app.example",
        "null", "", "*", "file://", "https://", "https://app.exаmple", "https://app.example, https://evil.example", "javascript:alert(1)",
    ];

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Foreign_origin_gets_nothing_on_any_way_in(string origin)
    {
        await using var host = await TestHost.StartAsync(options: Listed);
        var client = await host.OpenPollingAsync();
        var session = $"EIO=4&transport=polling&sid={client.Sid}";
        await RefusedAsync(host, origin, "GET", "EIO=4&transport=polling");
        await RefusedAsync(host, origin, "GET", session);
        await RefusedAsync(host, origin, "POST", session);
        await RefusedAsync(host, origin, "OPTIONS", session);
        await RefusedAsync(host, origin, "GET", "EIO=4&transport=websocket", upgrade: true);
        await RefusedAsync(host, origin, "GET", $"EIO=4&transport=websocket&sid={client.Sid}", upgrade: true);
        // Nothing was opened, and the session that was there never heard of it.
        Assert.Equal(1, host.Server.ConnectionCount);
        await client.JoinAsync();
    }

    [Fact]
    public async Task Two_origins_are_none()
    {
        await using var host = await TestHost.StartAsync(options: Listed);
        await RefusedAsync(host, "https://app.example\r\nOrigin: https://evil.example", "GET", "EIO=4&transport=websocket", upgrade: true);
        await RefusedAsync(host, "https://app.example\r\nOrigin: https://app.example", "GET", "EIO=4&transport=polling");
    }

    private static async Task RefusedAsync(TestHost host, string origin, string method, string query, bool upgrade = false)
    {
        using var connection = await WireConnection.OpenAsync(host);
        var head = upgrade
            ? WireSocket.Head(query, host.Address.Authority)[..^2]
            : $"{method} /socket.io/?{query} HTTP/1.1\r\nHost: {host.Address.Authority}\r\n{(method == "POST" ? "Content-Length: 0\r\n" : "")}";
        await connection.SendAsync($"{head}Origin: {origin}\r\n\r\n");
        var answer = await connection.ReadHeadAsync();
        Assert.True(answer.StartsWith("HTTP/1.1 403 ", StringComparison.Ordinal), $"{method} {query} from '{origin}': {answer}");
        Assert.DoesNotContain("Access-Control-Allow", answer, StringComparison.OrdinalIgnoreCase);
    }
}
