using Matinee.Doors.Shared;
using Matinee.Doors.Shared.OpenApi;

namespace Matinee.Doors.ResumeProgress;

public static class ResumeProgressDoor
{
    private static readonly OpenCrossOrigin AnyOrigin = new("GET, POST, DELETE, OPTIONS", "Content-Type, Authorization, X-Requested-With");

    private static readonly DoorDocument Document = new(
        "progress",
        "Resume progress",
        "Where people stopped watching. An entry lives for 30 days from its last save. Times are seconds of the film.",
        typeof(ErrorWire));

    public static IServiceCollection AddResumeProgress(this IServiceCollection services) => services
        .AddDoors()
        .AddSingleton<ResumeProgressAuth>()
        .AddSingleton<ProgressEndpoints>();

    public static WebApplication MapResumeProgress(this WebApplication app)
    {
        var door = app.MapDoor<ResumeProgressWire>("/api/progress", AnyOrigin);
        var endpoints = app.Services.GetRequiredService<ProgressEndpoints>();

        Told(door.MapDirect<ResumeProgressWire>(["POST"], "/", endpoints.Save), "saveProgress", "Save where somebody stopped")
            .Takes(typeof(SaveBody)).Answers(204).RefusesWith(typeof(InvalidWire), 400).Refuses(413);
        Told(door.MapDirect<ResumeProgressWire>(["GET"], "/{clerkId}/{tmdbId}", endpoints.Show), "showProgress", "Where somebody stopped in one title")
            .Answers(200, typeof(SavedWire)).Refuses(404);
        Told(door.MapDirect<ResumeProgressWire>(["GET"], "/{clerkId}", endpoints.List), "listProgress", "All that somebody has saved, newest first")
            .Answers(200, typeof(IReadOnlyList<ListedWire>));
        Told(door.MapDirect<ResumeProgressWire>(["DELETE"], "/{clerkId}/{tmdbId}", endpoints.Delete), "deleteProgress", "Forget one title")
            .Answers(204).Refuses(404);
        app.MapDocument<ResumeProgressWire>(Document);
        return app;
    }

    private static IEndpointConventionBuilder Told(IEndpointConventionBuilder route, string id, string summary) =>
        route.Documented(id, summary).TokenOptional().Refuses(401, 403, 503);
}
