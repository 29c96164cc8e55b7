using Matinee.Database;
using Matinee.Domain.Media;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matinee.Domain.Library;

internal static class UploadsModule
{
    /// <summary>A <see cref="Bucket"/> that is registered before is used.</summary>
    public static IServiceCollection AddUploads(this IServiceCollection services)
    {
        services.TryAddSingleton(new FetchOptions());
        services.TryAddSingleton(new FolderOptions());
        return services
            .AddSingleton<PartialFiles>()
            .AddSingleton<RunningAppends>()
            .AddSingleton<UploadCompletion>()
            .AddSingleton<WholeUploads>()
            .AddSingleton<UploadLinks>()
            .AddSingleton<FetchQueue>()
            .AddSingleton<FetchShares>()
            .AddSingleton<PublicWeb>()
            .AddSingleton<FolderFilms>()
            .AddSingleton(provider => new ResumableUploads(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<MediaFiles>(),
                provider.GetRequiredService<UploadOptions>(),
                provider.GetRequiredService<UploadCompletion>(),
                provider.GetRequiredService<RunningAppends>(),
                provider.GetRequiredService<PartialFiles>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetService<Bucket>()))
            .AddSingleton(provider => new PresignedUploads(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<ResumableUploads>(),
                provider.GetRequiredService<WholeUploads>(),
                provider.GetRequiredService<UploadLinks>(),
                provider.GetRequiredService<FetchQueue>(),
                provider.GetRequiredService<PublicWeb>(),
                provider.GetService<Bucket>(),
                provider.GetRequiredService<TimeProvider>()));
    }
}
