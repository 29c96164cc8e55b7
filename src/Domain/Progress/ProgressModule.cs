using Matinee.Domain.Progress.Issuers;
using Matinee.Domain.Progress.Redis;
using Matinee.Realtime;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Domain.Progress;

public static class ProgressModule
{
    public static IServiceCollection AddProgress(this IServiceCollection services, ProgressOptions options)
    {
        services
            .AddSingleton(options)
            .AddSingleton(provider => new IssuerTokens(options, NewClient(), provider.GetRequiredService<TimeProvider>()));
        return services.SharesState()
            ? services.AddSingleton<IProgress, RedisProgress>().AddHostedService<RedisProgressIndex>()
            : services.AddSingleton<IProgress, ProgressStore>();
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
