using System.Net;
using System.Net.WebSockets;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests;

public sealed class OriginTests
{
    private static readonly SocketIoOptions Listed = new() { AllowedOrigins = ["https://app.example"] };

    [Fact]
    public async Task Listed_origin_passes_with_cors_headers()
    {
        await using var host = await TestHost.StartAsync(Listed);
        using var response = await SendAsync(host, HttpMethod.Get, "https://app.example");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("https://app.example", Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal("true", Header(response, "Access-Control-Allow-Credentials"));
        Assert.Equal("Origin", Header(response, "Vary"));
    }

    [Fact]
    public async Task Own_origin_passes()
    {
        await using var host = await TestHost.StartAsync();
        using var response = await SendAsync(host, HttpMethod.Get, host.Address.GetLeftPart(UriPartial.Authority));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task No_origin_passes_without_cors_headers()
    {
        await using var host = await TestHost.StartAsync(Listed);
        using var response = await SendAsync(host, HttpMethod.Get, origin: null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("https://app.example.evil.example")]
    public async Task Foreign_origin_is_refused(string origin)
    {
        await using var host = await TestHost.StartAsync(Listed);
        using var response = await SendAsync(host, HttpMethod.Get, origin);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("""{"code":4,"message":"Forbidden"}""", await response.Content.ReadAsStringAsync());
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Foreign_page_cannot_open_a_web_socket()
    {
        await using var host = await TestHost.StartAsync(Listed);
        await Assert.ThrowsAsync<WebSocketException>(() => host.OpenWebSocketAsync(origin: "https://evil.example"));
        using var allowed = await host.OpenWebSocketAsync(origin: "https://app.example");
        Assert.StartsWith("0{", await allowed.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Star_lets_every_origin_in_without_credentials()
    {
        await using var host = await TestHost.StartAsync(new SocketIoOptions { AllowedOrigins = ["*"] });
        using var response = await SendAsync(host, HttpMethod.Get, "https://anyone.example");
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Preflight_of_a_listed_origin_is_answered()
    {
        await using var host = await TestHost.StartAsync(Listed);
        using var response = await SendAsync(host, HttpMethod.Options, "https://app.example", "x-trace");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("x-trace", Header(response, "Access-Control-Allow-Headers"));
        Assert.Equal("GET,POST", Header(response, "Access-Control-Allow-Methods"));

        using var foreign = await SendAsync(host, HttpMethod.Options, "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestHost host, HttpMethod method, string? origin, string? asked = null)
    {
        using var request = new HttpRequestMessage(method, "/socket.io/?EIO=4&transport=polling");
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        if (asked is not null)
            request.Headers.Add("Access-Control-Request-Headers", asked);
        return await host.Http.SendAsync(request);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(",", response.Headers.GetValues(name));
}
