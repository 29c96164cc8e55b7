using Matinee.Realtime.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Realtime;

public static class RealtimeModule
{
    public static IServiceCollection AddMatineeRealtime(this IServiceCollection services) =>
        services
            .AddSingleton<IBackplane, MemoryBackplane>()
            .AddSingleton<ICounters, MemoryCounters>()
            .AddSingleton<IPresence, MemoryPresence>()
            .AddSingleton<ITimers, MemoryTimers>();
}
