using Matinee.Database;
using Matinee.Domain.Media;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Domain.Library;

public static class LibraryModule
{
    /// <summary>Needs <see cref="MediaOptions"/>, <see cref="MediaLinkOptions"/> and <see cref="UploadOptions"/> as singletons.</summary>
    public static IServiceCollection AddLibrary(this IServiceCollection services) =>
        services
            .AddSingleton<MediaFiles>()
            .AddSingleton<MediaTools>()
            .AddSingleton<MediaLinks>()
            .AddSingleton<LiveStreams>()
            .AddSingleton<ViewingRights>()
            .AddSingleton<VideoQueue>()
            .AddSingleton<VideoPackages>()
            .AddSingleton<Library>()
            .AddSingleton<Uploads>()
            .AddSingleton<PartialFiles>()
            .AddSingleton<RunningAppends>()
            .AddSingleton<UploadCompletion>()
            .AddSingleton(provider => new ResumableUploads(
                provider.GetRequiredService<IDatabase>(),
                provider.GetRequiredService<MediaFiles>(),
                provider.GetRequiredService<UploadOptions>(),
                provider.GetRequiredService<UploadCompletion>(),
                provider.GetRequiredService<RunningAppends>(),
                provider.GetRequiredService<PartialFiles>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<VideoProcessing>()
            .AddHostedService<UploadKeeper>()
            .AddHostedService<VideoProcessor>();
}
