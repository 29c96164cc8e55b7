using Matinee.Domain.Progress.Issuers;
using Matinee.Domain.Progress.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Domain.Progress;

public static class ProgressModule
{
    public static IServiceCollection AddProgress(this IServiceCollection services, ProgressOptions options)
    {
        services
            .AddSingleton(options)
            .AddSingleton(provider => new IssuerTokens(options, NewClient(), provider.GetRequiredService<TimeProvider>()));
        if (options.Redis is null) return services.AddSingleton<IProgress, ProgressStore>();
        return services
            .AddSingleton(_ => new ProgressRedis(options.Redis))
            .AddSingleton<IProgress, RedisProgress>()
            .AddHostedService<RedisProgressIndex>();
    }

    /// <summary>It goes to the configured addresses and follows nobody from there.</summary>
    internal static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 32,
    });
}
