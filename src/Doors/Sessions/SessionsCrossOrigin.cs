using Matinee.Doors.Shared;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Matinee.Doors.Sessions;

/// <summary>
/// CORS as this door's document has it: with credentials, because its clients send their requests so, although no cookie is
/// ever set or read.
/// </summary>
internal sealed class SessionsCrossOrigin(AllowedOrigins allowed) : IConfigureOptions<CorsOptions>
{
    public const string Policy = "sessions";

    public void Configure(CorsOptions options) =>
        options.AddPolicy(
            Policy,
            policy => policy
                .WithOrigins([.. allowed.Origins.Select(origin => origin.TrimEnd('/'))])
                .WithMethods("GET", "POST", "PUT", "DELETE", "OPTIONS")
                .WithHeaders("Content-Type", "Authorization")
                .WithExposedHeaders(RequestId.Header, "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
                .AllowCredentials()
                .SetPreflightMaxAge(TimeSpan.FromHours(1)));
}
