using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Domain.Statuses;

public static class StatusesModule
{
    public static IServiceCollection AddStatuses(this IServiceCollection services, StatusOptions options)
    {
        services.AddSingleton(options).AddSingleton<StatusBoard>();
        return options.IsReplicated ? services.AddHostedService<StatusRelay>() : services;
    }
}
