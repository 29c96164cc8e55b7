using Matinee.Doors.Shared;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Matinee.Doors.WatchParty.Tus;

/// <summary>CORS of the resumable uploads: the protocol lives in headers, which a page must be let send and read.</summary>
internal sealed class TusCrossOrigin(AllowedOrigins allowed) : IConfigureOptions<CorsOptions>
{
    public const string Policy = "uploads";

    // Of both requests and answers.
    private static readonly string[] Exchanged = ["Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata"];

    public void Configure(CorsOptions options) =>
        options.AddPolicy(
            Policy,
            policy => allowed.Begin(policy)
                .WithMethods("POST", "HEAD", "PATCH", "DELETE", "OPTIONS")
                .WithHeaders([.. Exchanged, "Upload-Checksum", "X-HTTP-Method-Override", "X-Requested-With", "X-Request-ID"])
                .WithExposedHeaders(
                [
                    .. Exchanged, "Location", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm", "Upload-Expires",
                    "X-RateLimit-Window",
                ]));
}
