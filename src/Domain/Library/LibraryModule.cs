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
            .AddSingleton<StreamFiles>()
            .AddSingleton<ViewingRights>()
            .AddSingleton<VideoQueue>()
            .AddSingleton<VideoPackages>()
            .AddSingleton<Library>()
            .AddSingleton<MediaRights>()
            .AddSingleton<Subtitles>()
            .AddSingleton<Uploads>()
            .AddUploads()
            .AddSingleton<VideoProcessing>()
            .AddHostedService<UploadKeeper>()
            .AddHostedService<UploadFetching>()
            .AddHostedService<FolderWatch>()
            .AddHostedService<VideoProcessor>();
}
