using Matinee.Doors.Shared;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Matinee.Doors.WatchParty.Tus;

/// <summary>CORS of the resumable uploads: the protocol lives in headers, which a page must be let send and read.</summary>
internal sealed class TusCrossOrigin(AllowedOrigins allowed) : IConfigureOptions<CorsOptions>
{
    public const string Policy = "uploads";

    public void Configure(CorsOptions options) =>
        options.AddPolicy(
            Policy,
            policy => policy
                .WithOrigins([.. allowed.Origins.Select(origin => origin.TrimEnd('/'))])
                .WithMethods("POST", "HEAD", "PATCH", "DELETE", "OPTIONS")
                .WithHeaders(
                    "Authorization",
                    "Content-Type",
                    "Tus-Resumable",
                    "Upload-Length",
                    "Upload-Offset",
                    "Upload-Metadata",
                    "Upload-Checksum",
                    "X-HTTP-Method-Override",
                    "X-Requested-With",
                    "X-Request-ID")
                .WithExposedHeaders(
                    RequestId.Header,
                    "Location",
                    "Tus-Resumable",
                    "Tus-Version",
                    "Tus-Extension",
                    "Tus-Max-Size",
                    "Tus-Checksum-Algorithm",
                    "Upload-Offset",
                    "Upload-Length",
                    "Upload-Metadata",
                    "Upload-Expires",
                    "X-RateLimit-Limit",
                    "X-RateLimit-Remaining",
                    "X-RateLimit-Reset",
                    "X-RateLimit-Window",
                    "Retry-After")
                .SetPreflightMaxAge(TimeSpan.FromHours(1)));
}
