using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Matinee.Doors.Shared;

/// <summary>Origins of web pages that may call the doors, such as <c>https://app.example</c>; the server's own needs no entry.</summary>
public sealed record AllowedOrigins(IReadOnlyList<string> Origins)
{
    public static AllowedOrigins Default { get; } = new(["http://localhost:5173"]);
}

/// <summary>CORS of the doors. Tokens travel in a header and there are no cookies, so credentials are not allowed.</summary>
internal sealed class CrossOrigin(AllowedOrigins allowed) : IConfigureOptions<CorsOptions>
{
    public const string Policy = "doors";

    public void Configure(CorsOptions options) =>
        options.AddPolicy(
            Policy,
            policy => policy
                .WithOrigins([.. allowed.Origins.Select(origin => origin.TrimEnd('/'))])
                .AllowAnyMethod()
                .WithHeaders("Authorization", "Content-Type", "Idempotency-Key")
                .WithExposedHeaders(
                    RequestId.Header,
                    "X-RateLimit-Limit",
                    "X-RateLimit-Remaining",
                    "X-RateLimit-Reset",
                    "X-RateLimit-Window",
                    "Retry-After")
                .SetPreflightMaxAge(TimeSpan.FromHours(1)));
}
