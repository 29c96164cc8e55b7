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
        options.AddPolicy(Policy, policy => allowed.Begin(policy).WithMethods("GET", "POST", "PUT", "DELETE", "OPTIONS").AllowCredentials());
}
