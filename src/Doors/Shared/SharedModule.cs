using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Matinee.Doors.Shared;

internal static class SharedModule
{
    /// <summary>What every door stands on; each door adds it, and it is added once. Options that are registered before win.</summary>
    public static IServiceCollection AddDoors(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(RateLimits))) return services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new RateLimitOptions());
        services.TryAddSingleton(TrustedProxies.None);
        services.TryAddSingleton(AllowedOrigins.Default);
        services.TryAddSingleton(new PublicUrl(Configured: null));
        return services
            .AddCors()
            .AddSingleton<IConfigureOptions<CorsOptions>, CrossOrigin>()
            .AddSingleton<RateLimits>();
    }
}
