using Matinee.Doors.Shared;

namespace Matinee.Doors.ResumeProgress;

public static class ResumeProgressDoor
{
    private static readonly OpenCrossOrigin AnyOrigin = new("GET, POST, DELETE, OPTIONS", "Content-Type, Authorization, X-Requested-With");

    public static IServiceCollection AddResumeProgress(this IServiceCollection services) => services
        .AddDoors()
        .AddSingleton<ResumeProgressAuth>()
        .AddSingleton<ProgressEndpoints>();

    public static WebApplication MapResumeProgress(this WebApplication app)
    {
        var door = app.MapDoor<ResumeProgressWire>("/api/progress", AnyOrigin);
        var endpoints = app.Services.GetRequiredService<ProgressEndpoints>();

        door.MapDirect<ResumeProgressWire>(["POST"], "/", endpoints.Save);
        door.MapDirect<ResumeProgressWire>(["GET"], "/{clerkId}/{tmdbId}", endpoints.Show);
        door.MapDirect<ResumeProgressWire>(["GET"], "/{clerkId}", endpoints.List);
        door.MapDirect<ResumeProgressWire>(["DELETE"], "/{clerkId}/{tmdbId}", endpoints.Delete);

        return app;
    }
}
