using System.Net;
using Matinee.Doors.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Doors.Tests.Shared;

public sealed class ClientAddressTests
{
    private static readonly TrustedProxies Proxies = new([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")]);

    [Theory]
    [InlineData("192.0.2.1", null, "192.0.2.1")]
    [InlineData("192.0.2.1", "203.0.113.1", "192.0.2.1")]
    [InlineData("10.0.0.1", "203.0.113.1", "203.0.113.1")]
    [InlineData("::ffff:10.0.0.1", "203.0.113.1", "203.0.113.1")]
    [InlineData("10.0.0.1", "198.51.100.7, 203.0.113.1", "203.0.113.1")]
    [InlineData("10.0.0.1", "198.51.100.7, 203.0.113.1, 10.2.3.4", "203.0.113.1")]
    [InlineData("10.0.0.1", "10.9.9.9", "10.9.9.9")]
    [InlineData("10.0.0.1", "203.0.113.1:4711", "203.0.113.1")]
    [InlineData("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::/64")]
    [InlineData("10.0.0.1", "nonsense", "10.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.1, nonsense", "10.0.0.1")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    [InlineData("fd00::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData(null, "203.0.113.1", "local")]
    public void Only_what_trusted_proxies_wrote_is_believed(string? remote, string? forwarded, string key)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        if (forwarded is not null) context.Request.Headers["X-Forwarded-For"] = forwarded;
        Assert.Equal(key, ClientAddress.Key(context.Connection.RemoteIpAddress, context.Request.Headers, Proxies));
    }

    [Theory]
    [InlineData("192.0.2.1", null, "http://films.example:8080")]
    [InlineData("10.0.0.1", null, "https://outside.example")]
    [InlineData("10.0.0.1", "https://configured.example/", "https://configured.example")]
    public void The_public_address_is_the_configured_one_or_what_the_request_came_to(string remote, string? configured, string url)
    {
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddSingleton(Proxies).BuildServiceProvider(),
        };
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("films.example", 8080);
        context.Request.Headers["X-Forwarded-Proto"] = "https";
        context.Request.Headers["X-Forwarded-Host"] = "outside.example";
        Assert.Equal(url, new PublicUrl(configured).Of(context));
    }
}
