using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Matinee.Doors.Shared;

/// <summary>Origins of web pages that may call the doors, such as <c>https://app.example</c>; the server's own needs no entry.</summary>
public sealed record AllowedOrigins(IReadOnlyList<string> Origins)
{
    public static AllowedOrigins Default { get; } = new(["http://localhost:5173"]);

    /// <summary>What the policies of all doors have in common; methods and headers that are named later come on top.</summary>
    internal CorsPolicyBuilder Begin(CorsPolicyBuilder policy) => policy
        .WithOrigins([.. Origins.Select(origin => origin.TrimEnd('/'))])
        .WithHeaders("Content-Type", "Authorization")
        .WithExposedHeaders(RequestId.Header, "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
        .SetPreflightMaxAge(TimeSpan.FromHours(1));
}

/// <summary>CORS of the doors. Tokens travel in a header and there are no cookies, so credentials are not allowed.</summary>
internal sealed class CrossOrigin(AllowedOrigins allowed) : IConfigureOptions<CorsOptions>
{
    public const string Policy = "doors";

    public void Configure(CorsOptions options) =>
        options.AddPolicy(
            Policy,
            policy => allowed.Begin(policy)
                .AllowAnyMethod()
                .WithHeaders("Idempotency-Key")
                .WithExposedHeaders("X-RateLimit-Window"));
}
