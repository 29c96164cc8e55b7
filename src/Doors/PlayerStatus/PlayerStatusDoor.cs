using Matinee.Doors.Shared;

namespace Matinee.Doors.PlayerStatus;

public static class PlayerStatusDoor
{
    // The star does not cover Authorization.
    private static readonly OpenCrossOrigin AnyOrigin = new("GET, HEAD, PUT, PATCH, POST, DELETE", "*, Authorization, Content-Type");

    public static IServiceCollection AddPlayerStatus(this IServiceCollection services) => services
        .AddDoors()
        .AddSingleton<StatusTokens>()
        .AddSingleton<PartyStatuses>()
        .AddSingleton<StatusEndpoints>();

    public static WebApplication MapPlayerStatus(this WebApplication app)
    {
        var door = app.MapDoor<PlayerStatusWire>("/api/player", AnyOrigin);
        var endpoints = app.Services.GetRequiredService<StatusEndpoints>();

        door.MapDirect<PlayerStatusWire>(["POST"], "/status", endpoints.Report);
        door.MapDirect<PlayerStatusWire>(["GET", "HEAD"], "/status", endpoints.Show);

        return app;
    }
}
