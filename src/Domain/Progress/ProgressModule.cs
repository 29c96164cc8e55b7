using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Domain.Progress;

public static class ProgressModule
{
    public static IServiceCollection AddProgress(this IServiceCollection services, ProgressOptions options) =>
        services
            .AddSingleton(options)
            .AddSingleton<IProgress, ProgressStore>();
}
