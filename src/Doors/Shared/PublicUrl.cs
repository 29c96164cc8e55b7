namespace Matinee.Doors.Shared;

/// <summary>The address under which people reach this server.</summary>
/// <param name="Configured">Without a slash at the end; null takes it from each request.</param>
public sealed record PublicUrl(string? Configured)
{
    /// <summary>For a connection whose first request is over.</summary>
    public string Of(string scheme, string host) => Configured?.TrimEnd('/') ?? $"{scheme}://{host}";

    /// <summary>Scheme, host and port without a slash at the end, such as <c>https://films.example</c>.</summary>
    public string Of(HttpContext context)
    {
        if (Configured is not null) return Configured.TrimEnd('/');
        var request = context.Request;
        var proxies = context.RequestServices.GetRequiredService<TrustedProxies>();
        var isProxied = context.Connection.RemoteIpAddress is { } remote && proxies.Contains(remote);
        var scheme = isProxied && request.Headers["X-Forwarded-Proto"] is [("http" or "https") and var forwarded] ? forwarded : request.Scheme;
        var host = isProxied && request.Headers["X-Forwarded-Host"] is [{ Length: > 0 } forwardedHost] ? new HostString(forwardedHost) : request.Host;
        return $"{scheme}://{host.ToUriComponent()}";
    }
}
